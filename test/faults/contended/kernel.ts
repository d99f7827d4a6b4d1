import { Prng } from '../../../src/base/prng.ts'
import type { Kernel } from '../../../src/engine/experiments/kit/define-experiment.ts'
import type { RoleContext } from '../../../src/engine/experiments/kit/role-context.ts'
import { Condition } from '../../../src/engine/sync/condition.ts'
import { FairMutex } from '../../../src/engine/sync/fair-mutex.ts'
import { Mutex } from '../../../src/engine/sync/mutex.ts'
import { RwLock } from '../../../src/engine/sync/rw-lock.ts'
import type { memory, params } from './experiment.ts'

type Contender = Kernel<typeof memory, typeof params>

/** Few, so that workers meet. */
const LOCKS = 4
const LIMIT_MILLIS = 1

interface Lock {
  acquire(): void
  release(): void
}

function forEver(context: RoleContext, once: (random: Prng) => void): void {
  const random = new Prng(context.seed)
  context.repeat(
    Number.MAX_SAFE_INTEGER,
    times => {
      for (let i = 0; i < times; i++) once(random)
    },
    8,
  )
}

function within(outer: Lock, inner: Lock): void {
  outer.acquire()
  inner.acquire()
  inner.release()
  outer.release()
}

function mutexes(words: Parameters<Contender>[0], context: RoleContext): Mutex[] {
  return words.lock.first(LOCKS).map(lock => new Mutex(lock, context))
}

function ascending(locks: readonly Lock[], random: Prng, visit: (first: Lock, second: Lock) => void): void {
  const first = random.nextBelow(locks.length - 1)
  const second = first + 1 + random.nextBelow(locks.length - 1 - first)
  const [a, b] = [locks[first], locks[second]]
  if (a !== undefined && b !== undefined) visit(a, b)
}

export const ordered: Contender = (words, _, context) => {
  const locks = mutexes(words, context)
  forEver(context, random => {
    ascending(locks, random, within)
  })
}

export const handOverHand: Contender = (words, _, context) => {
  const locks = mutexes(words, context)
  forEver(context, () => {
    locks[0]?.acquire()
    for (let at = 1; at < locks.length; at++) {
      locks[at]?.acquire()
      locks[at - 1]?.release()
    }
    locks.at(-1)?.release()
  })
}

/** The second lock is taken after the first was given back whenever the order is the other one. */
export const bothOrders: Contender = (words, _, context) => {
  const locks = mutexes(words, context)
  forEver(context, random => {
    ascending(locks, random, (a, b) => {
      if (random.nextBelow(2) === 0) {
        within(a, b)
        return
      }
      b.acquire()
      b.release()
      a.acquire()
      a.release()
    })
  })
}

export const handedOver: Contender = (words, _, context) => {
  const locks = words.fair.first(LOCKS).map(lock => new FairMutex(lock, context))
  forEver(context, random => {
    ascending(locks, random, within)
  })
}

/** Each waits for its turn, with another lock held around it by some. */
export const conditions: Contender = (words, { workers }, context) => {
  const gate = new Mutex(words.gate, context)
  const changed = new Condition(words.changed, gate, context)
  const own = new Mutex(words.lock.of(context.worker), context)
  forEver(context, () => {
    own.hold(() => {
      gate.hold(() => {
        while (words.turn.cell[0] !== context.worker) changed.wait()
        words.turn.cell[0] = (context.worker + 1) % workers
        changed.notifyAll()
      })
    })
  })
}

export const inTime: Contender = (words, _, context) => {
  const locks = mutexes(words, context)
  forEver(context, random => {
    ascending(locks, random, (a, b) => {
      const [outer, inner] = random.nextBelow(2) === 0 ? [a, b] : [b, a]
      outer.acquire()
      if (inner instanceof Mutex && inner.acquireFor(LIMIT_MILLIS)) inner.release()
      outer.release()
    })
  })
}

export const readAndWrite: Contender = (words, _, context) => {
  const locks = [words.readers, words.writers, words.arrivals].map(lock => new RwLock(lock, context))
  const inside = new Mutex(words.gate, context)
  forEver(context, random => {
    const lock = locks[random.nextBelow(locks.length)]
    if (lock === undefined) return
    within(random.nextBelow(4) === 0 ? lock.write : lock.read, inside)
  })
}
