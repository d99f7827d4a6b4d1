import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDocumentSchema, type RunDocument } from '../../src/contract/run-document.ts'
import { contractTrouble } from './contract-trouble.ts'
import { screenAfter, startOnTerminal, whyNoTerminal } from './pseudo-terminal.ts'
import { ANNOUNCING, startInterleave, type Finished, type Started } from './run-interleave.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What is promised from Ctrl-C to the end of the process. */
const PROMISED_MILLIS = 1000

/** Additions that keep two workers busy for a good part of a second. */
const LONG_TRIAL = 5_000_000

/** More trials than anybody waits for. */
const ENDLESS = 'run lost-update --variant mutex --set warmUp=0 --trials 500 --time-cap 60'.split(' ')

interface Ended extends Finished {
  readonly millis: number
}

/** The end of a process after something was done to it, and how long that took. */
async function endAfter(started: Started, act: () => void): Promise<Ended> {
  const before = performance.now()
  act()
  const finished = await started.finished
  const millis = performance.now() - before
  expect(started.somethingLeft).toBe(false)
  return { ...finished, millis }
}

function documentIn(stdout: string): RunDocument {
  const document: unknown = JSON.parse(stdout)
  expect(contractTrouble(document)).toEqual([])
  return runDocumentSchema.parse(document)
}

function startMidRun(
  more: readonly string[] = ['--json'],
  { additions = LONG_TRIAL, cwd = process.cwd() }: { additions?: number; cwd?: string } = {},
): Started {
  return startInterleave([...ENDLESS, '--set', `additions=${additions}`, ...more], { entry: ANNOUNCING, cwd })
}

describe('an interrupted run', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with 130 within a second of %s, keeping the trials that were finished',
    async signal => {
      const started = startMidRun()
      await started.until('announced', /trial 1/)
      const ended = await endAfter(started, () => {
        started.signal(signal)
      })
      expect(ended).toMatchObject({ code: 130, signal: null })
      expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
      const run = documentIn(ended.stdout)
      expect(run).toMatchObject({ state: 'cancelled', verdict: 'inconclusive' })
      expect(run.headline).toMatch(/cancelled/)
      const trials = run.variants[0]?.trials ?? []
      expect(trials.length).toBeGreaterThanOrEqual(2)
      expect(trials.slice(0, 2)).toMatchObject([
        { index: 0, state: 'completed', outcome: 'exact' },
        { index: 1, state: 'completed', outcome: 'exact' },
      ])
      for (const { state, outcome } of trials) expect(outcome).toBe(state === 'completed' ? 'exact' : null)
      expect(ended.stderr).not.toMatch(/error|at .*:\d+/)
    },
  )

  it('prints what it has for reading, too', async () => {
    const started = startMidRun([])
    await started.until('announced', /trial 0/)
    const { code, stdout } = await endAfter(started, () => {
      started.signal('SIGINT')
    })
    expect(code).toBe(130)
    expect(stdout).toMatch(/^Inconclusive {2}cancelled · lost-update/)
  })

  it('ends with 130 while its workers are starting', async () => {
    const started = startMidRun()
    await started.until('announced', /run-started/)
    const ended = await endAfter(started, () => {
      started.signal('SIGINT')
    })
    expect(ended).toMatchObject({ code: 130, signal: null })
    expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
    expect(documentIn(ended.stdout)).toMatchObject({ state: 'cancelled', verdict: 'inconclusive' })
  })

  it('ends with 130 while 64 workers are starting', async () => {
    const started = startMidRun(['--workers', '64', '--json'])
    await started.until('announced', /run-started/)
    const ended = await endAfter(started, () => {
      started.signal('SIGINT')
    })
    expect(ended).toMatchObject({ code: 130, signal: null })
    expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
    expect(documentIn(ended.stdout)).toMatchObject({ state: 'cancelled' })
  })

  it('ends with 130 within a second in mid-run of 64 workers', async () => {
    const started = startMidRun(['--workers', '64', '--json'], { additions: 50_000 })
    await started.until('announced', /trial 0/)
    const ended = await endAfter(started, () => {
      started.signal('SIGINT')
    })
    expect(ended).toMatchObject({ code: 130, signal: null })
    expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
    expect(documentIn(ended.stdout)).toMatchObject({ state: 'cancelled' })
  })

  it('ends with 130 at once when it is interrupted twice', async () => {
    const started = startMidRun()
    await started.until('announced', /trial 0/)
    const ended = await endAfter(started, () => {
      started.signal('SIGINT')
      started.signal('SIGINT')
      started.signal('SIGTERM')
    })
    expect(ended).toMatchObject({ code: 130, signal: null })
    expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
    if (ended.stdout !== '') documentIn(ended.stdout)
  })

  it('keeps a finished run whole when it is interrupted while the machine is calibrated', async () => {
    const line = 'run lost-update --variant mutex --set additions=5000000 --set warmUp=0 --trials 2 --json'.split(' ')
    const started = startInterleave(line, { entry: ANNOUNCING })
    await started.until('announced', /calibrating/)
    const ended = await endAfter(started, () => {
      started.signal('SIGINT')
    })
    expect(ended.code).toBe(130)
    expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
    expect(documentIn(ended.stdout).variants[0]?.trials).toMatchObject([{ state: 'completed' }, { state: 'completed' }])
  })

  it('writes its reports, marked as cancelled', async () => {
    const cwd = await temporaryFolder()
    const started = startMidRun(['--json', '--out', 'a.json', '--out', 'b.md'], { cwd })
    await started.until('announced', /trial 0/)
    const { code, stdout } = await endAfter(started, () => {
      started.signal('SIGINT')
    })
    expect(code).toBe(130)
    expect((await readdir(cwd)).toSorted()).toEqual(['a.json', 'b.md'])
    expect(await readFile(join(cwd, 'a.json'), 'utf8')).toBe(stdout)
    expect(await readFile(join(cwd, 'b.md'), 'utf8')).toMatch(/^\*\*inconclusive\*\*, cancelled: /m)
  })

  it.skipIf(process.platform === 'win32')('ends a bench with all that it started', async () => {
    const started = startInterleave(['bench', '--quick', '--json'])
    await started.untilProcesses(3)
    started.signal('SIGTERM')
    expect(await started.finished).toMatchObject({ code: 130, signal: null, stdout: '' })
    // Its peers end because their pipes do.
    await expect.poll(() => started.somethingLeft).toBe(false)
  })

  it('ends with 130 within a second of Ctrl-C on a terminal, without a trace of its progress', async context => {
    const why = whyNoTerminal()
    context.skip(why !== null, why ?? '')
    const started = startOnTerminal([...ENDLESS, '--set', `additions=${LONG_TRIAL}`])
    // Short trials may follow one another faster than they are drawn.
    await started.until('stdout', /\b[1-9]\d*\/500\b/)
    const ended = await endAfter(started, () => {
      started.write('\u0003')
    })
    expect(ended.code).toBe(130)
    expect(ended.millis).toBeLessThan(PROMISED_MILLIS)
    const screen = screenAfter(ended.stdout)
    expect(screen).toMatch(/^(\^C)?Inconclusive {2}cancelled · lost-update/m)
    expect(screen).not.toMatch(/trials and throughput/)
    expect(ended.stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(ended.stdout.lastIndexOf('\u001b[?25l'))
  })
})
