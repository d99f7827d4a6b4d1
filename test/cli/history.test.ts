import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { runDocumentSchema, type RunDocument } from '../../src/contract/run-document.ts'
import { runInterleave } from './run-interleave.ts'
import { temporaryFolder } from './temporary-folder.ts'

const RUN = ['run', 'lost-update', '--variant', 'mutex', '--set', 'additions=100', '--trials', '2', '--workers', '2']
const listSchema = z.object({
  schema: z.literal('interleave.history/1'),
  runs: z.array(z.looseObject({ id: z.string(), name: z.string(), imported: z.boolean() })),
  total: z.number(),
})

describe('interleave history', () => {
  /** One folder for the stories below, which tell one after the other. */
  let env: Record<string, string>
  let folder: string
  let run: RunDocument

  const history = (...args: string[]) => runInterleave(['history', ...args], { env })
  const listed = async () => listSchema.parse(JSON.parse((await history('--json')).stdout)).runs

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interleave-test-'))
    env = { INTERLEAVE_DATA_DIR: folder }
    const { stdout, stderr, code } = await runInterleave([...RUN, '--json'], { env })
    expect(code).toBe(0)
    expect(stderr).not.toContain('not-saved')
    run = runDocumentSchema.parse(JSON.parse(stdout))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('lists what was run, but nothing that was not to be kept', async () => {
    expect((await runInterleave([...RUN, '--no-save', '--quiet'], { env })).code).toBe(0)
    expect((await listed()).map(({ id }) => id)).toEqual([run.id])
    const { stdout, code } = await history('--search', 'lost-update mutex')
    expect(code).toBe(0)
    expect(stdout).toContain(run.id)
    expect(stdout).toContain(run.headline)
    expect(stdout).toContain('1 run, ')
  })

  it('shows a run as it was, and says that it is recorded', async () => {
    const { stdout } = await history('show', run.id)
    expect(stdout).toContain(`RECORDED ${run.startedAt}`)
    expect(stdout).toContain(run.headline)
    expect(JSON.parse((await history('show', run.id, '--json')).stdout)).toEqual(run)
  })

  it('exports a run, which another history takes in, marked', async () => {
    const file = join(folder, 'run.json')
    expect((await history('export', run.id, '--out', file)).code).toBe(0)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(run)
    const other = join(folder, 'other')
    const taken = await runInterleave(['history', 'import', file, '--data-dir', other])
    expect(taken.code).toBe(0)
    expect(taken.stdout).toContain('imported')
    const again = await runInterleave(['--data-dir', other, 'history', 'import', file])
    expect(again).toMatchObject({ code: 3, stdout: '' })
    expect(again.stderr).toMatch(/^error\[BAD_IMPORT\]: .*is in the history already.*\n$/)
    const md = join(folder, 'run.md')
    expect((await runInterleave(['report', run.id, '--out', md], { env })).code).toBe(0)
    expect(await readFile(md, 'utf8')).toContain(run.id)
  })

  it('names, deletes and brings back', async () => {
    expect((await history('edit', run.id, '--name', 'first', '--pin')).stdout).toContain('pinned')
    expect((await listed())[0]?.name).toBe('first')
    const { stdout } = await history('delete', run.id)
    expect(stdout).toContain(`interleave history restore ${run.id}`)
    expect(await listed()).toEqual([])
    expect((await history('restore', run.id)).code).toBe(0)
    expect(await listed()).toHaveLength(1)
  })

  it('has one clear error for what it is not given or does not hold', async () => {
    const file = join(folder, 'no-run.json')
    await writeFile(file, '{"schema":"interleave.run/9"}')
    const asked: readonly (readonly [string[], number, RegExp])[] = [
      [['show', 'nobody'], 2, /^error\[UNKNOWN_RUN\]: run "nobody" .*; try: interleave history\n$/],
      [['show'], 2, /^error\[USAGE\]: missing required argument 'run'/],
      [['export', run.id], 2, /^error\[USAGE\]: where to is not said/],
      [['import', file], 3, /^error\[BAD_IMPORT\]: .*"interleave.run\/9".*\n$/],
      [['import', folder], 3, /^error\[BAD_IMPORT\]: .*is not a file.*\n$/],
      [['import', join(folder, 'none')], 3, /^error\[BAD_IMPORT\]: .*no such file.*\n$/],
      [['--verdict', 'good'], 2, /^error\[BAD_VALUE\]: .*"good"; allowed: passed, failed, inconclusive/],
      [['--skip', '-1'], 2, /^error\[BAD_VALUE\]/],
      [['limit', '1 byte'], 2, /^error\[BAD_VALUE\]/],
      [['shwo'], 2, /^error\[USAGE\]/],
    ]
    for (const [args, code, message] of asked) {
      const finished = await history(...args)
      expect(finished, args.join(' ')).toMatchObject({ code, stdout: '' })
      expect(finished.stderr).toMatch(message)
    }
  })

  it('says once that a run could not be kept, and gives its result all the same', async () => {
    const place = join(folder, 'file')
    await writeFile(place, 'no folder')
    const { stdout, stderr, code } = await runInterleave([...RUN, '--json', '--data-dir', place])
    expect(code).toBe(0)
    const { state, warnings } = runDocumentSchema.parse(JSON.parse(stdout))
    expect(state).toBe('completed')
    const ofRun = warnings.map(({ code: own, message }) => `warning[${own}]: ${message}`)
    const told = stderr.split('\n').filter(line => !ofRun.includes(line))
    const warning = /^warning\[not-saved\]: the run is not in the history: .*not a folder; try: --out <file>/
    expect(told).toEqual([expect.stringMatching(warning), ''])
  })

  it('tells of a damaged history when it is used next', async () => {
    const damaged = await temporaryFolder()
    await writeFile(join(damaged, 'history.sqlite'), 'no database')
    const { stdout, stderr, code } = await runInterleave(['history', '--json', '--data-dir', damaged])
    expect(code).toBe(0)
    expect(listSchema.parse(JSON.parse(stdout)).total).toBe(0)
    expect(stderr).toMatch(/^warning\[history-damaged\]: .*unchanged in "history-set-aside-.*\n$/)
  })
})
