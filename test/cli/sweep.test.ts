import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sweepDocumentSchema, type SweepDocument } from '../../src/contract/sweep.ts'
import { refusalTrouble } from './refusal-trouble.ts'
import { runInterleave, startInterleave, type Finished } from './run-interleave.ts'
import { runMany } from './run-many.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** As short as a sweep can be. */
const SHORT = 'sweep lost-update --variant per-worker-sum --trials 1 --set warmUp=0 --workers 2 --seed 7'.split(' ')
const OVER = ['--over', 'additions=1..5']
/** Each point takes about a third of a second: time enough to end it in the middle. */
const SLOW =
  'sweep mutex --variant futex-mutex --trials 1 --set warmUp=0 --workers 2 --seed 7 --over duration=200..205'.split(' ')

function documentIn({ stdout }: Pick<Finished, 'stdout'>): SweepDocument {
  return sweepDocumentSchema.parse(JSON.parse(stdout))
}

describe('interleave sweep', () => {
  it('prints a table of every point and says what came of it, piped and as JSON', async () => {
    const cwd = await temporaryFolder()
    const env = { INTERLEAVE_DATA_DIR: join(cwd, 'data') }
    const { stdout, stderr, code } = await runInterleave([...SHORT, ...OVER], { cwd, env })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Passed {2}lost-update over additions · 5 points · 1 trial each · seed 7 · /)
    expect(stdout).toContain('Sweep of lost-update over additions, 5 points: nothing forbidden was seen.')
    for (const value of [1, 2, 3, 4, 5]) expect(stdout).toMatch(new RegExp(`^ +${value} {2}✓ exact 1 of 1`, 'm'))
    expect(stderr.match(/^\d of 5 points {2}additions = \d: passed/gm)).toHaveLength(5)
    expect(stderr).toMatch(/points\/s, \d+ s left/)
    const id = /lost-update-sweep-[a-z0-9]+/.exec(stdout)?.[0] ?? ''
    const shown = await runInterleave(['history', 'show', id, '--json'], { env })
    expect(documentIn(shown)).toMatchObject({ id, state: 'completed', verdict: 'passed' })
    expect((await runInterleave(['history'], { env })).stdout).toContain(id)
    expect((await runInterleave(['history', 'show', id], { env })).stdout).toContain('RECORDED')
  })

  it('writes each format that a sweep has, and refuses the one that only a run has', async () => {
    const cwd = await temporaryFolder()
    const grid = [...SHORT, '--over', 'additions=1,2', '--over', 'amplifier=none,yield', '--no-save', '--quiet']
    const formats = ['json', 'csv', 'md', 'html', 'svg', 'txt']
    const out = formats.flatMap(format => ['--out', `s.${format}`])
    const { code, stderr } = await runInterleave([...grid, ...out], { cwd })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const files = Object.fromEntries(
      await Promise.all(
        formats.map(async format => [format, await readFile(join(cwd, `s.${format}`), 'utf8')] as const),
      ),
    )
    expect(sweepDocumentSchema.parse(JSON.parse(files['json'] ?? '')).points).toHaveLength(4)
    expect((files['csv'] ?? '').trim().split('\r\n')).toHaveLength(5)
    expect(files['md']).toMatch(/^# Sweep of lost\\?-update over additions and amplifier, 4 points/)
    expect(files['html']).toContain('<h1>Sweep of lost-update')
    expect(files['svg']).toContain('against additions and amplifier')
    const refused = await runInterleave([...grid, '--out', 's.trace.json'], { cwd })
    expect(refused.code).toBe(2)
    expect(refusalTrouble(refused.stderr, 'USAGE', 's.trace.json')).toEqual([])
  })

  it('refuses what makes no sweep, what cannot be written, and measures nothing then', async () => {
    const cwd = await temporaryFolder()
    const lines: (readonly [code: number, error: string, given: string, args: readonly string[]])[] = [
      [2, 'USAGE', '', SHORT],
      [2, 'USAGE', '', ['sweep']],
      [2, 'USAGE', 'additions', [...SHORT, '--over', 'additions']],
      [2, 'BAD_VALUE', '5..1', [...SHORT, '--over', 'additions=5..1']],
      [2, 'BAD_VALUE', 'x', [...SHORT, '--over', 'additions=1,x']],
      [2, 'UNKNOWN_PARAMETER', 'addition', [...SHORT, '--over', 'addition=1']],
      [2, 'BAD_VALUE', 'additions', [...SHORT, '--over', 'additions=1..600']],
      [2, 'BAD_VALUE', '5/4', [...SHORT, ...OVER, '--shard', '5/4']],
      [2, 'USAGE', 'seed', ['sweep', 'mutex', '--over', 'workers=1,2', '--shard', '1/2']],
      [2, 'USAGE', '--resume', ['sweep', '--resume', 'last', '--seed', '1']],
      [3, 'HISTORY_UNAVAILABLE', '', ['sweep', '--resume', 'last']],
      [2, 'USAGE', 'a.xyz', [...SHORT, ...OVER, '--out', 'a.xyz']],
      [2, 'USAGE', 'a.json', [...SHORT, ...OVER, '--out', 'a.json', '--out', 'a.json']],
      [3, 'OUTPUT_TARGET', 'missing/a.json', [...SHORT, ...OVER, '--out', 'missing/a.json']],
    ]
    const results = await runMany(
      lines.map(([, , , args]) => args),
      cwd,
    )
    const trouble = lines.flatMap(([code, error, given, args], index) => {
      const result = results[index]
      if (result === undefined) return [`${args.join(' ')}: no result`]
      const found = refusalTrouble(result.stderr, error, given)
      if (result.code !== code) found.push(`exit ${result.code}`)
      if (result.stdout !== '') found.push('writes to stdout')
      return found.map(sentence => `${args.join(' ')}: ${sentence}: ${result.stderr.slice(0, 200)}`)
    })
    expect(trouble).toEqual([])
    expect(await readdir(cwd)).toEqual([])
  })

  it('in two parts, imported, is one sweep with the points of the whole plan', async () => {
    const cwd = await temporaryFolder()
    const env = { INTERLEAVE_DATA_DIR: join(cwd, 'data') }
    for (const part of ['1/2', '2/2']) {
      const file = `${part[0] ?? ''}.json`
      const line = [...SHORT, ...OVER, '--shard', part, '--no-save', '--quiet', '--out', file]
      expect((await runInterleave(line, { cwd, env })).code).toBe(0)
    }
    const taken = await runInterleave(['history', 'import', '2.json', '1.json'], { cwd, env })
    expect(taken.code).toBe(0)
    expect(taken.stdout).toContain('additions, 2 points: nothing forbidden was seen.')
    expect(taken.stdout).toContain('additions, 5 points: nothing forbidden was seen.')
    const again = await runInterleave(['history', 'import', '1.json'], { cwd, env })
    expect(again.code).toBe(3)
    expect(refusalTrouble(again.stderr, 'SWEEP_CONFLICT', 'point')).toEqual([])
  })
})

describe('a sweep that is ended in the middle', () => {
  it('by SIGKILL keeps every point that was finished, and goes on with the others', async () => {
    const env = { INTERLEAVE_DATA_DIR: await temporaryFolder() }
    const started = startInterleave(SLOW, { env })
    await started.until('stderr', /2 of 6 points/)
    started.signal('SIGKILL')
    expect((await started.finished).signal).toBe('SIGKILL')

    const { stdout: list } = await runInterleave(['history'], { env })
    expect(list).toContain('interrupted')
    const id = /mutex-sweep-[a-z0-9]+/.exec(list)?.[0] ?? ''
    const kept = documentIn(await runInterleave(['history', 'show', id, '--json'], { env }))
    expect(kept.state).toBe('interrupted')
    expect(kept.points.length).toBeGreaterThanOrEqual(2)
    expect(kept.points.length).toBeLessThan(6)

    const resumed = await runInterleave(['sweep', '--resume', 'last', '--json'], { env })
    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toContain(`${kept.points.length} of 6 points were measured before`)
    const whole = documentIn(resumed)
    expect(whole).toMatchObject({ id, state: 'completed' })
    expect(whole.points).toHaveLength(6)
    expect(whole.points.slice(0, kept.points.length)).toEqual(kept.points)
  })

  it('by Ctrl-C says what it has and how to go on', async () => {
    const env = { INTERLEAVE_DATA_DIR: await temporaryFolder() }
    const started = startInterleave(SLOW, { env })
    await started.until('stderr', /1 of 6 points/)
    started.signal('SIGINT')
    const { code, stdout, stderr } = await started.finished
    expect(code).toBe(130)
    expect(stdout).toMatch(/^Inconclusive {2}cancelled · mutex over duration · \d of 6 points/)
    const line = /To go on: interleave (sweep --resume \S+)/.exec(stderr)?.[1]?.split(' ') ?? []
    expect((await runInterleave([...line, '--quiet'], { env })).code).toBe(0)
    const none = await runInterleave(['sweep', '--resume', 'last'], { env })
    expect(none.code).toBe(2)
    expect(refusalTrouble(none.stderr, 'UNKNOWN_RUN', '')).toEqual([])
    const unknown = await runInterleave(['sweep', '--resume', 'nothing'], { env })
    expect(refusalTrouble(unknown.stderr, 'UNKNOWN_RUN', 'nothing')).toEqual([])
  })
})
