import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overlayInWords, outsideOf } from '../../src/contract/overlay-in-words.ts'
import type { Overlay, OverlayProgress } from '../../src/contract/overlay.ts'
import { rounded } from '../../src/engine/experiments/index.ts'
import { ALWAYS_DEADLOCKS, STANDS_STILL } from '../../src/engine/experiments/kit/rounds.ts'
import { models } from '../../src/engine/explore/models.ts'
import { WorkerPool } from '../../src/engine/pool/worker-pool.ts'
import { Overlays } from '../../src/engine/run/overlays.ts'
import { openInProcess } from '../../src/host/engine-host.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { exploredHere } from '../helpers/explored-here.ts'

/** Few, for a machine that does other things too; `interleave explore --overlay` runs 100 000. */
const ROUNDS = 300
const SABOTAGED = new URL('./support/sabotaged-main.ts', import.meta.url)

const variants = await Promise.all(
  [...models].map(async ([experiment, load]) => {
    const none = (await rounded.get(experiment)?.())?.notes.none ?? {}
    return [...(await load()).variants.keys()].map(variant => ({ experiment, variant, why: none[variant] ?? null }))
  }),
)
const all = variants.flat()

const unheard = (): void => undefined

describe('real threads, round after round', () => {
  let lab: ReturnType<typeof openInProcess>
  beforeAll(() => {
    lab = openInProcess()
  })
  afterAll(() => lab.close())

  it('are there for every experiment with a model', () => {
    expect([...rounded.keys()].toSorted()).toEqual([...models.keys()].toSorted())
  })

  it.each(all.filter(({ why }) => why === null))(
    'come to nothing that no schedule of $experiment $variant does',
    async ({ experiment, variant }) => {
      const overlay = await lab.overlay({ experiment, variant, rounds: ROUNDS, seed: 7 }, unheard)
      const exploration = await exploredHere({ experiment, variant })
      expect(overlay).toMatchObject({ rounds: ROUNDS, complete: true })
      expect(overlay.seen.reduce((sum, { rounds }) => sum + rounds, 0)).toBe(ROUNDS)
      expect(exploration.complete).toBe(true)
      // A batch could not end, else.
      expect([exploration.deadlocks.states, exploration.stalls.states]).toEqual([0, 0])
      if (overlay.atomicsOnly) expect(outsideOf(exploration, overlay)).toEqual([])
    },
  )

  it.each(all.filter(({ why }) => why !== null))(
    'are not run of $experiment $variant, and it is said why',
    async ({ experiment, variant, why }) => {
      await expect(lab.overlay({ experiment, variant, rounds: 1 }, unheard)).rejects.toMatchObject({
        code: 'NO_ROUNDS',
        message: `no real rounds of ${experiment} ${variant}: ${why ?? ''}`,
      })
      if (why !== STANDS_STILL && why !== ALWAYS_DEADLOCKS) return
      const { deadlocks, stalls } = await exploredHere({ experiment, variant })
      expect(deadlocks.states + stalls.states).toBeGreaterThan(0)
    },
  )

  it('tell how far they are, can be stopped, and what was run counts', async () => {
    const heard: OverlayProgress[] = []
    const overlay = await lab.overlay(
      { experiment: 'lost-update', variant: 'atomic-add', rounds: 100_000_000 },
      progress => {
        heard.push(progress)
        if (progress.rounds > 0) void lab.stopExploring()
      },
    )
    expect(overlay.complete).toBe(false)
    expect(overlay.rounds).toBeGreaterThan(0)
    expect(overlay.rounds).toBeLessThan(100_000_000)
    expect(heard.at(-1)?.of).toBe(100_000_000)
    expect(heard.map(({ rounds }) => rounds)).toEqual(heard.map(({ rounds }) => rounds).toSorted((a, b) => a - b))
  })

  it('are refused where there is nothing to run', async () => {
    await expect(lab.overlay({ experiment: 'cpython', variant: 'locked' }, unheard)).rejects.toMatchObject({
      code: 'NO_ROUNDS',
    })
    await expect(lab.overlay({ experiment: 'lost-update', variant: 'nothing' }, unheard)).rejects.toMatchObject({
      code: 'UNKNOWN_VARIANT',
    })
  })
})

describe('rounds of kernels that do something else than they say', () => {
  const ports = { threads: nodeThreads(SABOTAGED), clock: nodeClock, machine: nodeMachine() }
  const pool = new WorkerPool(ports.threads, nodeClock, 3)
  afterAll(() => pool.close())

  /** Threads that share a core hardly ever meet: as many batches as it takes. */
  async function untilOutside(experiment: string, variant: string): Promise<string> {
    const exploration = await exploredHere({ experiment, variant })
    const overlays = new Overlays(pool, ports)
    let last: Overlay | null = null
    for (let seed = 1; seed <= 100; seed++) {
      last = await overlays.run({ experiment, variant, rounds: 1_000, seed }, unheard)
      expect(last.atomicsOnly).toBe(true)
      if (outsideOf(exploration, last).length > 0) break
    }
    return last === null ? '' : overlayInWords(exploration, last)
  }

  it.each([
    { experiment: 'lost-update', variant: 'mutex' },
    { experiment: 'check-then-act', variant: 'lock' },
    { experiment: 'bank-transfer', variant: 'global-lock' },
    { experiment: 'mutex', variant: 'futex-mutex' },
    { experiment: 'torn-publication', variant: 'atomic' },
    { experiment: 'dining-philosophers', variant: 'arbitrator' },
    { experiment: 'leaked-permit', variant: 'token' },
    { experiment: 'race-across-await', variant: 'async-mutex' },
  ])('are reported as outside of what $experiment $variant can do', async ({ experiment, variant }) => {
    expect(await untilOutside(experiment, variant)).toMatch(/^FAILED: .* which no schedule of the model does/)
  })

  it('are given up where a round does not end', async () => {
    const overlays = new Overlays(pool, ports, 300)
    const running = overlays.run({ experiment: 'coffman-conditions', variant: 'no-circular-wait', rounds: 10 }, unheard)
    await expect(running).rejects.toMatchObject({
      code: 'WORKER_STUCK',
      message: 'round 1 of 10 did not come to an end',
    })
  })
})
