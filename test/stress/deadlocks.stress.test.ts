import { afterAll, describe, expect, it } from 'vitest'
import { nodeMachine } from '../../src/node/machine.ts'
import { quantile } from 'simple-statistics'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { createLab } from '../../src/engine/index.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { contended } from '../faults/contended/experiment.ts'
import { scanContenders } from '../faults/contended/scan-contenders.ts'
import { foundCycles, openPlantedLab, plant } from '../faults/planted/planted-lab.ts'
import { share } from '../torture/stress.ts'

const report: string[] = []

const planting = openPlantedLab()
const lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine: nodeMachine() }, { warm: true })

afterAll(async () => {
  await planting.close()
  await lab.close()
  console.log(report.join('\n'))
})

/** At most so many trials fit into a run. */
const RUN_TRIALS = 1000

function run(
  experiment: string,
  variants: readonly string[],
  set: Record<string, number | string>,
): Promise<RunDocument> {
  const request = { experiment, variants: [...variants], set: { seed: 1, ...set } }
  return lab.run(request, { event: () => undefined, frame: () => undefined })
}

// A trial ends with the first proof: where two are planted, a victim opens the way to the other one.
describe('planted circles', () => {
  it.each([
    ['one', 24, 1000, 11],
    ['two', 24, 500, 14],
  ] as const)(
    'of 2 to 16 with bystanders are all found, with exact members: %s at a time',
    async (kind, workers, all, planSeed) => {
      const count = Math.min(RUN_TRIALS, share(all))
      const { trials } = await plant(planting, {
        workers,
        trials: count,
        planSeed,
        kind,
        after: kind === 'one' ? 'end' : 'victim',
      })
      const exact = trials.filter(({ plan, findings }) => isSame(foundCycles(findings), plan.cycles)).length
      report.push(`planted, ${kind} at a time: ${String(exact)} of ${String(count)} found with exact members`)
      expect(exact).toBe(count)
    },
  )
})

describe('workers that contend and never deadlock', () => {
  it.each(contended.variants.map(({ variant }) => variant))('are never reported: %s', async variant => {
    const scans = share(Math.ceil(1_000_000 / contended.variants.length))
    const { scans: done, reported, rejected, waits } = await scanContenders(variant, 16, scans)
    report.push(
      `${variant}: ${String(reported)} reported in ${String(done)} scans of 16 workers (${String(waits)} waits seen, ${String(rejected)} circles that did not stand)`,
    )
    expect(reported).toBe(0)
  })
})

describe('recovery', () => {
  it.each(['victim', 'terminate'] as const)(
    'by %s is complete within a second and leaves nothing behind',
    async after => {
      const count = share(200)
      // The first run makes the heap as large as such a run needs it.
      await plant(planting, { workers: 4, trials: count, planSeed: 12, after })
      const threads = planting.threadCount
      const before = process.memoryUsage.rss()
      const { trials } = await plant(planting, { workers: 4, trials: count, planSeed: 13, after })
      const recoveries = trials.flatMap(({ findings }) => findings.flatMap(({ recovery }) => recovery ?? []))
      const longest = Math.max(...recoveries.map(({ millis }) => millis))
      const grown = (process.memoryUsage.rss() - before) / 2 ** 20
      report.push(
        `${after}: ${String(recoveries.filter(({ complete }) => complete).length)} of ${String(count)} complete, the longest ${longest.toFixed(1)} ms; threads ${String(threads)} -> ${String(planting.threadCount)}, memory + ${grown.toFixed(1)} MiB`,
      )
      expect(recoveries).toHaveLength(count)
      expect(recoveries.every(({ complete, millis }) => complete && millis < 1000)).toBe(true)
      expect(planting.threadCount).toBe(threads)
      expect(grown).toBeLessThan(30)
    },
  )
})

describe('lock-order', () => {
  it('is proved in all trials as it comes, soon after the last wait began', async () => {
    const count = Math.min(RUN_TRIALS, share(1000))
    const { variants } = await run('lock-order', ['naive'], { trials: count })
    const [naive] = variants
    const late = (naive?.deadlocks ?? []).map(({ trial, afterMillis }) => {
      return afterMillis - Number(naive?.trials[trial]?.observed['lastAskMillis'])
    })
    report.push(
      `lock-order naive: ${String(naive?.deadlocks.length)} of ${String(count)} proved; last wait to report p50 ${quantile(late, 0.5).toFixed(2)} ms, p99 ${quantile(late, 0.99).toFixed(2)} ms, longest ${Math.max(...late).toFixed(2)} ms`,
    )
    expect(naive?.deadlocks).toHaveLength(count)
  })

  it('never deadlocks with a global order, a try-lock or a queue', async () => {
    const count = Math.min(RUN_TRIALS, share(1000))
    const { variants } = await run('lock-order', ['global-order', 'try-lock', 'queue-owner'], { trials: count })
    for (const { variant, trials, deadlocks } of variants) {
      report.push(`lock-order ${variant}: ${String(deadlocks.length)} deadlocks in ${String(trials.length)} trials`)
      expect(trials.map(({ state }) => state)).toEqual(Array(count).fill('completed'))
      expect(deadlocks).toEqual([])
    }
  })
})

function isSame(found: readonly (readonly number[])[], planned: readonly (readonly number[])[]): boolean {
  return JSON.stringify(found) === JSON.stringify(planned)
}
