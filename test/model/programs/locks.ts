import { FREE, POISON_BIT, WAITERS_BIT } from '../../../src/base/lock-word.ts'
import type { Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { FairMutex, fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { recover } from '../../../src/engine/sync/recovery.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { stopper } from '../support/outside.ts'
import { prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import { bookkeeper, type Recover } from './bookkeeper.ts'
import { expectGateAtEnd, robustly, unlessAbandoned } from './robustly.ts'
import { surely, unless, visit, within, worker, type Attempt } from './visits.ts'

/** What both kinds of mutex offer. */
export type Lock = Pick<Mutex, 'acquire' | 'tryAcquire' | 'acquireFor' | 'acquireRobust' | 'markConsistent' | 'release'>
export type LockKind = 'mutex' | 'fair mutex'

/** How a worker gets in. */
export type Way = (lock: Lock, workers: number) => Attempt

const MILLIS = 10

export const always: Way = lock =>
  surely(() => {
    lock.acquire()
  })
export const ifFree: Way = lock => () => lock.tryAcquire()
export const inTime: Way = lock => within(MILLIS, millis => lock.acquireFor(millis))
export const unlessStopped: Way = (lock, workers) => unless('STOPPED', always(lock, workers))
export const inTimeUnlessStopped: Way = (lock, workers) => unless('STOPPED', inTime(lock, workers))
export const ifInOrder: Way = (lock, workers) => unlessAbandoned(always(lock, workers), workers)
export const inTimeIfInOrder: Way = (lock, workers) => unlessAbandoned(inTime(lock, workers), workers)
export const robust: Way = robustly
/** Told of a holder's death, and vouches for nothing. */
export const unvouched: Way = lock =>
  surely(() => {
    lock.acquireRobust()
  })

export interface LockProgram {
  readonly kind: LockKind
  /** Of each worker: how it gets in, visit by visit. */
  readonly workers: readonly (readonly Way[])[]
  readonly stopped?: boolean
  /** How many of the workers may die. */
  readonly deaths?: number
  /** The lock is abandoned from the start. */
  readonly abandoned?: boolean
}

/** Workers that visit a section guarded by one lock. */
export function lockProgram({ kind, workers, stopped = false, deaths = 0, abandoned = false }: LockProgram) {
  return (primitives: Primitives, recoverAs: Recover = recover): Program => {
    const count = workers.length
    const site = siteOf(kind, count, abandoned ? POISON_BIT : FREE)
    const threads: ProgramThread[] = workers.map((own, index) => {
      const lock = site.lock(index, primitives)
      const visits = own.map(way =>
        visit(way(lock, count), () => {
          lock.release()
        }),
      )
      return worker(index, visits, deaths > 0)
    })
    if (stopped) threads.push(stopper)
    if (deaths > 0) threads.push(bookkeeper(site.locks, count, deaths, recoverAs))
    return site.program(kind, threads, end => {
      if (abandoned) end.assert((end.word(site.word) & ~WAITERS_BIT) === POISON_BIT, 'the lock is not left abandoned')
      else expectGateAtEnd(end, site.word, deaths)
    })
  }
}

/** So many workers that all do the same, so many times. */
export function alike(kind: LockKind, workers: number, times: number, way: Way, rest: Partial<LockProgram> = {}) {
  return lockProgram({ kind, workers: repeated(workers, repeated(times, way)), ...rest })
}

function siteOf(kind: LockKind, workers: number, word: number) {
  switch (kind) {
    case 'mutex': {
      const { words, ...site } = prepared(layout('model', { gate: mutexLayout }), workers, ({ gate }) => {
        gate.word.store(word)
      })
      const lock = (index: number, primitives: Primitives): Lock =>
        new Mutex(words.gate, site.waiter(index, primitives))
      return { ...site, word: words.gate.word.address, lock }
    }
    case 'fair mutex': {
      const { words, ...site } = prepared(layout('model', { gate: fairMutexLayout }), workers, ({ gate }) => {
        gate.word.store(word)
      })
      const lock = (index: number, primitives: Primitives): Lock =>
        new FairMutex(words.gate, site.waiter(index, primitives))
      return { ...site, word: words.gate.word.address, lock }
    }
  }
}
