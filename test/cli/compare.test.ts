import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { COMPARISON_FORMATS } from '../../src/contract/report-formats.ts'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { printingChromium } from '../../src/node/chromium.ts'
import { toJson } from '../../src/engine/report/to-json.ts'
import { runOf } from '../helpers/compared-documents.ts'
import { present } from '../helpers/present.ts'
import { refusalTrouble } from './refusal-trouble.ts'
import { runInterleave } from './run-interleave.ts'
import { runMany } from './run-many.ts'
import { temporaryFolder } from './temporary-folder.ts'

const STEADY = [99, 100, 101, 102, 98, 100.5, 99.5, 101.5, 98.5, 100.2]
const UNSTEADY = [60, 140, 80, 120, 100, 70, 130, 90, 110, 95]

/** Runs of one variant, in files, and whatever else a test puts there. */
async function folderWith(speeds: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const cwd = await temporaryFolder()
  for (const [name, throughputs] of Object.entries(speeds)) {
    await writeFile(join(cwd, `${name}.json`), toJson(runOf(`${name}-1`, { mutex: { throughputs } })))
  }
  return cwd
}

const times = (factor: number): number[] => STEADY.map(value => value * factor)

describe('interleave compare', () => {
  it('tells in words first, and as one document that scripts can read', async () => {
    const cwd = await folderWith({ base: STEADY, other: times(1.42) })
    const { code, stdout, stderr } = await runInterleave(['compare', 'base.json', 'other.json'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^mutex: B is 1\.42× as fast as A \(1\.3\d to 1\.4\d\), in these two runs\.\n/)
    expect(stdout).toContain('base-1')
    expect(stdout).toContain('imported')
    const json = await runInterleave(['compare', 'base.json', 'other.json', '--json'], { cwd })
    const schema = z.looseObject({
      schema: z.literal('interleave.comparison/1'),
      runs: z.array(z.looseObject({ id: z.string() })),
      variants: z.array(z.looseObject({ variant: z.string() })),
    })
    expect(schema.parse(JSON.parse(json.stdout)).runs.map(({ id }) => id)).toEqual(['base-1', 'other-1'])
    expect(json.stderr).toBe('')
  })

  it('compares runs that are kept, by the beginnings of their ids, with the last one and with files', async () => {
    const cwd = await folderWith({ base: STEADY, other: times(2) })
    const lines = [
      ['history', 'import', 'base.json', 'other.json'],
      ['compare', 'base', 'other'],
      ['compare', 'base.json', 'other-1'],
      ['history', 'show', 'oth'],
    ]
    for (const line of lines) {
      const finished = await runInterleave([...line, '--data-dir', 'kept'], { cwd })
      expect(finished, line.join(' ')).toMatchObject({ code: 0, stderr: '' })
    }
  })

  it.each([
    { other: times(0.8), limit: '10%', code: 1, says: 'Slower by more than 10.0\u202f%: mutex in B.' },
    { other: times(0.8), limit: '30%', code: 0, says: 'Not slower by more than 30.0\u202f%' },
    { other: times(0.995), limit: '10', code: 0, says: 'Not slower' },
    { other: times(3), limit: '0', code: 0, says: 'Not slower' },
    { other: UNSTEADY, limit: '10%', code: 6, says: 'Cannot be told from these trials: mutex in B' },
    { other: [1, 2], limit: '10%', code: 6, says: 'Cannot be told from these trials' },
  ])('answers --fail-if-slower $limit with exit code $code', async ({ other, limit, code, says }) => {
    const cwd = await folderWith({ base: STEADY, other })
    const finished = await runInterleave(['compare', 'base.json', 'other.json', '--fail-if-slower', limit], { cwd })
    expect(finished.code).toBe(code)
    expect(finished.stderr).toContain(says)
  })

  it('answers 6 where nothing that the lab knows of differed and no repeats are known', async () => {
    const cwd = await folderWith({ base: STEADY })
    await writeFile(join(cwd, 'again.json'), toJson(runOf('base-2', { mutex: { throughputs: times(0.5) } })))
    const line = ['compare', 'base.json', 'again.json', '--fail-if-slower', '10%', '--data-dir', 'kept']
    const { code, stdout, stderr } = await runInterleave(line, { cwd })
    expect(code).toBe(6)
    expect(stdout).toMatch(/^No difference shown between A and B: nothing that the lab knows of differed,/)
    expect(stderr).toContain('Cannot be told from these trials: mutex in B')
  })

  it('reads a run out of an HTML report', async () => {
    const cwd = await folderWith({ base: STEADY, other: times(2) })
    for (const line of [
      ['history', 'import', 'other.json'],
      ['report', 'other-1', '--out', 'other.html'],
    ]) {
      expect((await runInterleave([...line, '--data-dir', 'kept'], { cwd })).code).toBe(0)
    }
    const { code, stdout } = await runInterleave(['compare', 'base.json', 'other.html'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('B is 2.00× as fast as A')
    const taken = await runInterleave(['history', 'import', 'other.html', '--data-dir', 'another'], { cwd })
    expect(taken).toMatchObject({ code: 0, stderr: '' })
    expect(taken.stdout).toContain('imported')
  })

  it('writes every format of a comparison, whole', async ({ skip }) => {
    skip(printingChromium() === undefined, 'there is no browser here to print with')
    const cwd = await folderWith({ base: STEADY, other: times(1.42) })
    const out = COMPARISON_FORMATS.flatMap(format => ['--out', `c.${format}`])
    const { code, stderr } = await runInterleave(['compare', 'base.json', 'other.json', ...out], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    for (const format of COMPARISON_FORMATS) {
      expect((await readFile(join(cwd, `c.${format}`))).length).toBeGreaterThan(100)
    }
    const html = await readFile(join(cwd, 'c.html'), 'utf8')
    expect(html).toContain('default-src &#39;none&#39;')
    expect(html).not.toContain('<script')
    expect(await readFile(join(cwd, 'c.md'), 'utf8')).toMatch(/^# mutex: B is 1\.42× as fast as A/)
  })
})

describe('what compare refuses', () => {
  const trouble = async (
    cwd: string,
    cases: readonly {
      readonly args: readonly string[]
      readonly code: string
      readonly exit: number
      readonly given: string
    }[],
  ): Promise<string[]> => {
    const results = await runMany(
      cases.map(({ args }) => ['compare', ...args]),
      cwd,
    )
    return cases.flatMap(({ args, code, exit, given }, index) => {
      const result = present(results[index])
      const found = refusalTrouble(result.stderr, code, given)
      if (result.code !== exit) found.push(`exit ${String(result.code)}`)
      if (result.stdout !== '') found.push('writes to stdout')
      return found.map(sentence => `${JSON.stringify(args).slice(0, 100)}: ${sentence}: ${result.stderr.slice(0, 300)}`)
    })
  }
  const BOTH = ['base.json', 'other.json']
  const HOSTILE = ['\u001b[31mred\u001b[0m', 'a\u202eb', 'two\nlines', 'a'.repeat(10_000)]

  it('has one clear error for what is no comparison', async () => {
    const cwd = await folderWith({ base: STEADY, other: STEADY })
    await writeFile(
      join(cwd, 'foreign.json'),
      toJson({ ...runOf('foreign-1', { mutex: { throughputs: STEADY } }), experiment: 'mutex' }),
    )
    await writeFile(join(cwd, 'bad.json'), '{"schema":"interleave.run/9"}')
    await writeFile(join(cwd, 'bad.html'), '<script>alert(1)</script>')
    const limits = ['-1%', '100%', '1e9', 'abc', 'NaN', '', '10%%', '%', '٣', ...HOSTILE]
    expect(
      await trouble(cwd, [
        { args: [], code: 'USAGE', exit: 2, given: 'run' },
        { args: ['base.json'], code: 'USAGE', exit: 2, given: 'base.json' },
        { args: ['base.json', 'base.json'], code: 'NOT_COMPARABLE', exit: 2, given: 'base-1' },
        { args: ['base.json', 'foreign.json'], code: 'NOT_COMPARABLE', exit: 2, given: 'foreign-1' },
        { args: ['base.json', 'bad.json'], code: 'BAD_IMPORT', exit: 3, given: 'interleave.run/9' },
        { args: ['base.json', 'bad.html'], code: 'BAD_IMPORT', exit: 3, given: '' },
        { args: ['base.json', 'none.json'], code: 'BAD_IMPORT', exit: 3, given: 'none.json' },
        { args: Array.from({ length: 9 }, () => 'base.json'), code: 'NOT_COMPARABLE', exit: 2, given: '9' },
        { args: [...BOTH, '--fail-if-slower'], code: 'USAGE', exit: 2, given: '--fail-if-slower' },
        ...limits.map(limit => ({
          args: [...BOTH, `--fail-if-slower=${limit}`],
          code: 'BAD_VALUE',
          exit: 2,
          given: limit,
        })),
      ]),
    ).toEqual([])
  })

  it('leaves alone whatever stands where a report was to go', async () => {
    const cwd = await folderWith({ base: STEADY, other: STEADY })
    await mkdir(join(cwd, 'folder.md'))
    await writeFile(join(cwd, 'file.md'), 'precious')
    await symlink('nowhere.md', join(cwd, 'dangling.md'))
    const before = (await readdir(cwd)).toSorted()
    const out = (target: string): string[] => [...BOTH, '--out', 'fine.md', '--out', target]
    const places = [
      '.',
      'folder.md',
      'new.md/',
      'missing/new.md',
      'file.md/new.md',
      'file.md',
      'dangling.md',
      'base.json',
    ]
    const endings = ['a.trace.json', 'a.docx', 'a', '']
    expect(
      await trouble(cwd, [
        ...places.map(place => ({ args: out(place), code: 'OUTPUT_TARGET', exit: 3, given: place })),
        ...endings.map(name => ({ args: out(name), code: 'USAGE', exit: 2, given: name })),
        { args: out('./fine.md'), code: 'USAGE', exit: 2, given: 'fine.md' },
        ...HOSTILE.map(name => ({ args: out(`${name}/x.md`), code: 'OUTPUT_TARGET', exit: 3, given: name })),
      ]),
    ).toEqual([])
    expect((await readdir(cwd)).toSorted()).toEqual(before)
    expect(await readFile(join(cwd, 'file.md'), 'utf8')).toBe('precious')
    const base: RunDocument = runOf('base-1', { mutex: { throughputs: STEADY } })
    expect(await readFile(join(cwd, 'base.json'), 'utf8')).toBe(toJson(base))
  })
})
