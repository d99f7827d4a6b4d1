import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { MAX_WORKERS } from '../../src/contract/limits.ts'
import { openInProcess } from '../../src/host/engine-host.ts'
import { runScript } from './support/run-script.ts'
import { runWatched, trialStates } from './support/watched-run.ts'

const GROWTH_LIMIT_BYTES = 30e6

const footprint = z.object({ threads: z.int(), descriptors: z.int(), rssBytes: z.number() })
const manyRuns = z.object({ runs: z.int(), before: footprint, after: footprint })

describe('a lab', () => {
  it('carries as many workers as may be asked for, and shrinks back to the size of the machine', async () => {
    const lab = openInProcess()
    try {
      const document = await runWatched(lab, {
        experiment: 'lost-update',
        variants: ['atomic-add', 'mutex', 'per-worker-sum'],
        set: { workers: MAX_WORKERS, additions: 100, trials: 2, timeCap: 60 },
      })
      expect(document).toMatchObject({ state: 'completed', verdict: 'passed' })
      expect(trialStates(document)).toEqual(Array.from({ length: 6 }, () => 'completed'))
      const oversubscribed = document.warnings.some(({ code }) => code === 'oversubscribed')
      expect(oversubscribed).toBe(availableParallelism() < MAX_WORKERS)
      expect(lab.threadCount).toBe(Math.min(availableParallelism(), MAX_WORKERS))
    } finally {
      await lab.close()
    }
    expect(lab.threadCount).toBe(0)
  })

  it('leaves no thread, no descriptor and hardly any memory behind in 300 runs', async ({ skip, annotate }) => {
    skip(
      process.platform !== 'linux',
      'threads and descriptors of a process are counted in /proc, which only Linux has',
    )
    const end = await runScript(new URL('./support/many-runs-main.ts', import.meta.url), ['--expose-gc'])
    expect(end).toMatchObject({ code: 0, errors: '' })
    await annotate(end.output.trim())
    const { before, after } = manyRuns.parse(JSON.parse(end.output))
    expect(after).toMatchObject({ threads: before.threads, descriptors: before.descriptors })
    expect(after.rssBytes - before.rssBytes).toBeLessThan(GROWTH_LIMIT_BYTES)
  })

  it('keeps no process alive once it is closed, whatever its workers do', async () => {
    const end = await runScript(new URL('./support/closing-main.ts', import.meta.url))
    expect(end).toMatchObject({ code: 0, signal: null, errors: '' })
    expect(JSON.parse(end.output)).toEqual({ state: 'cancelled', threads: 0 })
  })
})
