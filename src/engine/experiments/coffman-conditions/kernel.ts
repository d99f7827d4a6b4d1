import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { againAsVictim } from '../kit/aftermath.ts'
import { BookedLock } from '../kit/booked-lock.ts'
import { BothAtOnce } from '../kit/both-at-once.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import { Rendezvous } from '../kit/rendezvous.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Craftsman = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Craftsman>[1]

/** Everything that a deadlock needs. */
export const allOn: Craftsman = (words, knobs, context) => {
  const bench = benchOf(words, knobs, context)
  const own = bench.toolOf(bench.own)
  const next = bench.toolOf(bench.next)
  const all = new Rendezvous(words.allReady, knobs.workers, context)
  let met = false
  bench.repeat(() => {
    context.at(1)
    using _own = own.lock()
    // At the first job everybody gets as far as this.
    if (!met) all.meet()
    met = true
    bench.pause()
    context.at(2)
    using _next = next.lock()
    bench.work()
  })
}

/** As many copies as users: nobody ever waits. */
export const noMutualExclusion: Craftsman = (words, knobs, context) => {
  const bench = benchOf(words, knobs, context)
  const own = new Semaphore(words.copies.of(bench.own), context)
  const next = new Semaphore(words.copies.of(bench.next), context)
  bench.repeat(() => {
    context.at(3)
    using _own = own.lock()
    bench.pause()
    context.at(4)
    using _next = next.lock()
    bench.work()
  })
}

/** Who waits has nothing that somebody else could wait for. */
export const noHoldAndWait: Craftsman = (words, knobs, context) => {
  const bench = benchOf(words, knobs, context)
  const own = bench.toolOf(bench.own)
  const next = bench.toolOf(bench.next)
  const both = new BothAtOnce(words.both, context)
  bench.repeat(() => {
    context.at(5)
    using _both = both.lock(bench.own, bench.next)
    using _own = own.lock()
    bench.pause()
    using _next = next.lock()
    bench.work()
  })
}

/** Nobody can take a lock away from a thread without its help: it loses it by the clock, and undoes what it had begun. */
export const preemption: Craftsman = (words, knobs, context) => {
  const bench = benchOf(words, knobs, context)
  const own = bench.toolOf(bench.own)
  const next = bench.toolOf(bench.next)
  const attempt = (): boolean => {
    context.at(6)
    using _own = own.lock()
    bench.pause()
    context.at(7)
    if (!next.acquireFor(knobs.timeoutMillis)) return false
    bench.work()
    next.release()
    return true
  }
  bench.repeat(() => {
    for (let times = 1; !attempt(); times++) bench.lose(times)
  })
}

/** The last worker of the ring takes its tools the other way round. */
export const noCircularWait: Craftsman = (words, knobs, context) => {
  const bench = benchOf(words, knobs, context)
  const lower = bench.toolOf(Math.min(bench.own, bench.next))
  const higher = bench.toolOf(Math.max(bench.own, bench.next))
  bench.repeat(() => {
    context.at(8)
    using _lower = lower.lock()
    bench.pause()
    context.at(9)
    using _higher = higher.lock()
    bench.work()
  })
}

/** Beyond that a longer random wait only wastes time. */
const MOST_TIMES = 8

/** What all variants have in common. */
function benchOf(words: Words, { workers, jobs, pauseMillis, timeoutMillis }: Knobs, context: RoleContext) {
  const own = context.worker
  const next = (own + 1) % workers
  const counts = words.own.of(own)
  const users = [own, next].map(tool => words.own.of(tool).users.cell)
  const sleep = new Pause(words.pause, context)
  const chance = new Prng(context.seed)
  return {
    own,
    next,
    toolOf: (tool: number): BookedLock => new BookedLock(words.tool.of(tool), context, tool, null),
    repeat: (job: () => void): void => {
      context.repeat(jobs, () => (counts.victims.cell[0] += againAsVictim(job, sleep)), 1)
    },
    pause: (): void => {
      sleep.forMicros(pauseMillis * 1000)
    },
    /** Uses both tools for a moment, and sees whether somebody else does. */
    work: (): void => {
      const met = users.filter(tool => Atomics.add(tool, 0, 1) > 0).length
      context.yieldCore()
      if (met > 0) counts.shared.cell[0]++
      counts.jobs.cell[0]++
      for (const tool of users) Atomics.sub(tool, 0, 1)
    },
    /** For a random while nobody waits for what this worker had, so that the others get their turn. */
    lose: (times: number): void => {
      counts.givenBack.cell[0]++
      sleep.forMicros(chance.nextBelow(timeoutMillis * 1000 * Math.min(times, MOST_TIMES)))
    },
  }
}
