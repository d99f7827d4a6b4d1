import { describe, expect, it } from 'vitest'
import { LabError } from '../../../src/base/errors.ts'
import { answer } from '../../../src/contract/answer.ts'
import type { RunEntry } from '../../../src/contract/history.ts'
import HistoryView from '../../../src/renderer/views/HistoryView.vue'
import { openPage } from '../fixtures/page.ts'
import { runEntry } from '../fixtures/runs.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

/** Drops files on the page. */
async function drop(element: Element, files: readonly File[]): Promise<void> {
  const event = new Event('drop', { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'dataTransfer', { value: { files, types: ['Files'] } })
  element.dispatchEvent(event)
  await Promise.resolve()
}

const file = (name: string, content: BlobPart = `{"id":"${name}"}`): File => new File([content], name)

describe('an import on the page', () => {
  it('takes in every file that was dropped, and names each one that is none', async () => {
    const page = await openPage(desk => {
      desk.answers.importRun = text =>
        answer((): RunEntry => {
          if (text.includes('bad')) throw new LabError('BAD_IMPORT', 'the file is not a run', { suggestion: 'another' })
          return runEntry('taken-1', { imported: true })
        })
    })
    const { wrapper } = await show(page, HistoryView, '/history')
    const files = [
      file('a.json'),
      file('bad.json'),
      file('<img onerror=x>.html', new Uint8Array([0xff, 0xfe])),
      file('c.html'),
    ]
    await drop(wrapper.get('main').element, files)
    await until(() => wrapper.text().includes('taken in and marked as imported'))
    expect(wrapper.get('.imports').text()).toContain('2 runs taken in')
    const refused = wrapper.findAll('.refused li').map(line => line.text())
    expect(refused).toEqual([
      expect.stringMatching(/^bad\.json: error\[BAD_IMPORT\]: the file is not a run; try: another$/),
      expect.stringMatching(/^<img onerror=x>\.html: error\[BAD_IMPORT\]: .*not UTF-8 text/),
    ])
    expect(wrapper.find('.imports img').exists()).toBe(false)
  })

  it('shows how far it has come, and ends when it is cancelled: what is in stays in', async () => {
    const answers: (() => void)[] = []
    const page = await openPage(desk => {
      desk.answers.importRun = () =>
        new Promise(resolve =>
          answers.push(() => resolve({ ok: true, value: runEntry('taken-1', { imported: true }) })),
        )
    })
    const { wrapper } = await show(page, HistoryView, '/history')
    await drop(wrapper.get('main').element, [file('a.json'), file('b.json'), file('c.json')])
    await until(() => answers.length === 1)
    answers[0]?.()
    await until(() => answers.length === 2)
    expect(wrapper.get('.imports').text()).toContain('Taking in b.json, 2 of 3 files')
    await wrapper.get('.imports button').trigger('click')
    answers[1]?.()
    await until(() => wrapper.text().includes('Cancelled: 2 runs taken in'))
    expect(answers).toHaveLength(2)
  })

  it('goes by the file dialog as well, and marks what came from a file', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, HistoryView, '/history')
    const picker = wrapper.get<HTMLInputElement>('input[type=file]')
    expect(picker.attributes()).toMatchObject({ accept: '.json,.html', multiple: '' })
    Object.defineProperty(picker.element, 'files', { value: [file('a.json')] })
    await picker.trigger('change')
    await until(() => page.desk.callsOf('importRun').length === 1)
    expect(page.desk.callsOf('importRun')).toEqual([['{"id":"a.json"}']])
  })
})
