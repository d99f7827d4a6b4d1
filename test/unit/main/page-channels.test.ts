import { beforeEach, describe, expect, it } from 'vitest'
import { LabError } from '../../../src/base/errors.ts'
import { pageChannels } from '../../../src/main/page-channels.ts'
import { present } from '../../helpers/present.ts'

const MEGABYTE = 1024 * 1024

/** What the services were asked for; they answer as the test says. */
const asked: unknown[] = []
let save: () => Promise<boolean> = () => Promise.resolve(true)

const channels = pageChannels<string>({
  connect: caller => void asked.push(['connect', caller]),
  saveReport: (caller, name, text) => {
    asked.push(['save', caller, name, text.length])
    return save()
  },
})

function call(name: string, ...args: readonly unknown[]): Promise<object> {
  return present(channels.get(name)).answer('the page', args)
}

beforeEach(() => {
  asked.length = 0
  save = () => Promise.resolve(true)
})

describe('the channels of pages', () => {
  it('are two', () => {
    expect([...channels.keys()]).toEqual(['desktop:connect', 'desktop:save-report'])
  })

  it('pass on what checks out, with the one who called', async () => {
    expect(await call('desktop:connect')).toEqual({})
    expect(await call('desktop:save-report', 'lost-update (2).json', '{}')).toEqual({ saved: true })
    expect(asked).toEqual([
      ['connect', 'the page'],
      ['save', 'the page', 'lost-update (2).json', 2],
    ])
  })

  it.each(['run.json', 'run.md', 'run-naive-trial-12.svg', 'run-naive-trial-12.dot'])('save %s', async name => {
    expect(await call('desktop:save-report', name, 'text')).toEqual({ saved: true })
  })

  it.each([
    ['../run.json'],
    ['/etc/run.json'],
    ['..\\run.json'],
    ['C:run.json'],
    ['.run.json'],
    ['run.json\n'],
    ['run\u0000.json'],
    ['run\u202E.json'],
    ['run'],
    ['run.exe'],
    ['-run.json'],
    [''],
    [`${'r'.repeat(120)}.json`],
  ])('refuse the file name %j', async name => {
    const refused = await call('desktop:save-report', name, '{}')
    expect(refused).toMatchObject({ saved: false })
    expect(Reflect.get(refused, 'error')).toMatch(/^error\[BAD_MESSAGE\]: .*; try: reload the page$/)
    expect(asked).toEqual([])
  })

  it.each([
    [[]],
    [['run.json']],
    [['run.json', 1]],
    [['run.json', '{}', '{}']],
    [[{ toString: () => 'run.json' }, '{}']],
    [['run.json', new Float64Array(4)]],
  ])('refuse the arguments %j', async args => {
    expect(await call('desktop:save-report', ...args)).toMatchObject({ saved: false })
    expect(asked).toEqual([])
  })

  it('take 64 megabytes and no more, however they are written', async () => {
    expect(await call('desktop:save-report', 'run.json', 'x'.repeat(64 * MEGABYTE))).toEqual({ saved: true })
    expect(await call('desktop:save-report', 'run.json', 'x'.repeat(64 * MEGABYTE + 1))).toMatchObject({ saved: false })
    expect(await call('desktop:save-report', 'run.json', 'µ'.repeat(33 * MEGABYTE))).toMatchObject({ saved: false })
  })

  it('answer in words whatever a service throws', async () => {
    save = () => Promise.reject(new LabError('OUTPUT_TARGET', 'no room', { suggestion: 'another folder' }))
    expect(await call('desktop:save-report', 'run.json', '')).toEqual({
      saved: false,
      error: 'error[OUTPUT_TARGET]: no room; try: another folder',
    })
    save = () => Promise.resolve(false)
    expect(await call('desktop:save-report', 'run.json', '')).toEqual({ saved: false })
  })

  it('answer strangers in the shape that a page expects', () => {
    const error = new LabError('BAD_MESSAGE', 'a stranger')
    expect(present(channels.get('desktop:connect')).refuse(error)).toEqual({ error: 'error[BAD_MESSAGE]: a stranger' })
    expect(present(channels.get('desktop:save-report')).refuse(error)).toMatchObject({ saved: false })
  })
})
