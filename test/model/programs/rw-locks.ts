import { HOLDER_BITS } from '../../../src/base/lock-word.ts'
import type { Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { recover } from '../../../src/engine/sync/recovery.ts'
import { initializeRwLock, RwLock, rwLockLayout, type Preference } from '../../../src/engine/sync/rw-lock.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { stopper } from '../support/outside.ts'
import { prepared } from '../support/prepared.ts'
import { bookkeeper, type Recover } from './bookkeeper.ts'
import { expectGateAtEnd, robustly, unlessAbandoned } from './robustly.ts'
import { surely, unless, visit, within, worker, type Attempt } from './visits.ts'

/** How a worker gets in: to read or to write. */
export interface RwWay {
  readonly shared: boolean
  readonly attempt: (lock: RwLock, workers: number) => Attempt
}

const MILLIS = 10

function reading(attempt: RwWay['attempt']): RwWay {
  return { shared: true, attempt }
}

function writing(attempt: RwWay['attempt']): RwWay {
  return { shared: false, attempt }
}

export const reads = reading(lock =>
  surely(() => {
    lock.acquireRead()
  }),
)
export const writes = writing(lock =>
  surely(() => {
    lock.acquireWrite()
  }),
)
export const readsIfFree = reading(lock => () => lock.tryAcquireRead())
export const writesIfFree = writing(lock => () => lock.tryAcquireWrite())
export const readsInTime = reading(lock => within(MILLIS, millis => lock.acquireReadFor(millis)))
export const writesInTime = writing(lock => within(MILLIS, millis => lock.acquireWriteFor(millis)))
export const writesRobustly = writing((lock, workers) =>
  robustly(
    {
      acquireRobust: () => lock.acquireWriteRobust(),
      markConsistent: () => {
        lock.markConsistent()
      },
    },
    workers,
  ),
)

export function ifInOrder({ shared, attempt }: RwWay): RwWay {
  return { shared, attempt: (lock, workers) => unlessAbandoned(attempt(lock, workers), workers) }
}

export function unlessStopped({ shared, attempt }: RwWay): RwWay {
  return { shared, attempt: (lock, workers) => unless('STOPPED', attempt(lock, workers)) }
}

export interface RwProgram {
  readonly preference: Preference
  /** Of each worker: how it gets in, visit by visit. */
  readonly workers: readonly (readonly RwWay[])[]
  readonly stopped?: boolean
  /** How many of the workers may die. */
  readonly deaths?: number
}

const modelLayout = layout('model', { lock: rwLockLayout })

/** Workers that read and write under one lock. */
export function rwProgram({ preference, workers, stopped = false, deaths = 0 }: RwProgram) {
  return (primitives: Primitives, recoverAs: Recover = recover): Program => {
    const count = workers.length
    const site = prepared(modelLayout, count, ({ lock }) => {
      initializeRwLock(lock, preference)
    })
    const { gate, writers, reading } = site.words.lock
    const threads: ProgramThread[] = workers.map((own, index) => {
      const lock = new RwLock(site.words.lock, site.waiter(index, primitives))
      const visits = own.map(({ attempt, shared }) =>
        visit(
          attempt(lock, count),
          () => {
            if (shared) lock.releaseRead()
            else lock.releaseWrite()
          },
          { shared },
        ),
      )
      return worker(index, visits, deaths > 0)
    })
    if (stopped) threads.push(stopper)
    if (deaths > 0) threads.push(bookkeeper(site.locks, count, deaths, recoverAs))
    return site.program(`readers-writer lock, preference ${preference}`, threads, end => {
      expectGateAtEnd(end, gate.word.address, deaths)
      end.assert((end.word(writers.word.address) & HOLDER_BITS) === 0, 'it is still the turn of a writer')
      for (let index = 0; index < count; index++) {
        end.assert(end.word(reading.of(index).address) === 0, `worker ${String(index)} still reads at the end`)
      }
    })
  }
}
