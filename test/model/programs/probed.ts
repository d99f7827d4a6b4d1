import { heldBy } from '../../../src/base/lock-word.ts'
import type { ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout, type Fields, type Layout } from '../../../src/engine/memory/layout.ts'
import { Condition, conditionLayout } from '../../../src/engine/sync/condition.ts'
import { FairMutex, fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { store } from '../../../src/engine/sync/native/door.ts'
import { recordOf, WAITING_FOR } from '../../../src/engine/sync/native/waiting.ts'
import { initializeRwLock, RwLock, rwLockLayout, type Preference } from '../../../src/engine/sync/rw-lock.ts'
import type { Primitives, Waiter } from '../../../src/engine/sync/waiter.ts'
import type { Waiting } from '../../../src/engine/sync/waiting.ts'
import { findsDeadlock, type Rule } from '../support/deadlock-probe.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import type { Round } from './visits.ts'

/** Programs that never deadlock, and a probe that looks at them at any moment. */

/** Of a worker, one after another. */
type Rounds<F extends Fields> = (words: Prepared<F>['words'], waiter: Waiter) => readonly Round[]

function probed<F extends Fields>(
  name: string,
  primitives: Primitives,
  fields: Layout<F>,
  workers: readonly Rounds<F>[],
  rule?: Rule,
  initialize: (words: Prepared<F>['words'], waiting: Waiting) => void = () => undefined,
): Program {
  const memory = prepared(fields, workers.length, initialize)
  const threads: ProgramThread[] = workers.map((roundsOf, index) => ({
    name: `worker ${String(index)}`,
    rounds: roundsOf(memory.words, memory.waiter(index, primitives)),
  }))
  const probe = (thread: ModelThread): void => {
    thread.assert(!findsDeadlock(workers.length, memory, rule), 'reports a deadlock where there is none')
  }
  return memory.program(name, [...threads, { name: 'probe', rounds: [probe] }])
}

interface Lock {
  acquire(): void
  release(): void
}

/** One takes b while it holds a; the other takes b, and then a: edges both ways, but never at once. */
const nested = (a: Lock, b: Lock): readonly Round[] => [
  () => {
    a.acquire()
  },
  () => {
    b.acquire()
  },
  () => {
    b.release()
  },
  () => {
    a.release()
  },
]
const inTurn = (a: Lock, b: Lock): readonly Round[] => [
  () => {
    b.acquire()
  },
  () => {
    b.release()
  },
  () => {
    a.acquire()
  },
  () => {
    a.release()
  },
]

const mutexes = layout('model', { a: mutexLayout, b: mutexLayout })

export function crossing(primitives: Primitives, rule?: Rule): Program {
  return probed(
    'crossing mutexes',
    primitives,
    mutexes,
    [nested, inTurn].map(
      rounds =>
        ({ a, b }, waiter) =>
          rounds(new Mutex(a, waiter), new Mutex(b, waiter)),
    ),
    rule,
  )
}

export function crossingHandOffs(primitives: Primitives, rule?: Rule): Program {
  return probed(
    'crossing fair mutexes',
    primitives,
    layout('model', { a: fairMutexLayout, b: fairMutexLayout }),
    [nested, inTurn].map(
      rounds =>
        ({ a, b }, waiter) =>
          rounds(new FairMutex(a, waiter), new FairMutex(b, waiter)),
    ),
    rule,
  )
}

/** One reads and takes the mutex inside; the other takes the mutex, and then writes. */
export function crossingReaders(primitives: Primitives, preference: Preference): Program {
  return probed(
    `a reader that crosses a writer, preference ${preference}`,
    primitives,
    layout('model', { a: rwLockLayout, b: mutexLayout }),
    [
      ({ a, b }, waiter) => nested(new RwLock(a, waiter).read, new Mutex(b, waiter)),
      ({ a, b }, waiter) => inTurn(new RwLock(a, waiter).write, new Mutex(b, waiter)),
    ],
    undefined,
    ({ a }) => {
      initializeRwLock(a, preference)
    },
  )
}

/** Each wants what the other has, but one of them not for ever. */
export function opposedInTime(primitives: Primitives, rule?: Rule): Program {
  return probed(
    'opposed mutexes with a time limit',
    primitives,
    mutexes,
    [
      ({ a, b }, waiter) => nested(new Mutex(a, waiter), new Mutex(b, waiter)),
      ({ a, b }, waiter) => {
        const outer = new Mutex(b, waiter)
        const inner = new Mutex(a, waiter)
        return [
          () => {
            outer.acquire()
          },
          () => {
            if (inner.acquireFor(10)) inner.release()
          },
          () => {
            outer.release()
          },
        ]
      },
    ],
    rule,
  )
}

/**
 * One holds c and then wants a; the other holds a and b, gives a back, and then wants c. The first still says that it
 * waits for b, from a wait that is over: it must not be believed before it says a.
 */
export function outdated(primitives: Primitives): Program {
  const saidByTheFirst = recordOf(heldBy(0)) + WAITING_FOR
  return probed(
    'a word that is no longer awaited',
    primitives,
    layout('model', { a: mutexLayout, b: mutexLayout, c: mutexLayout }),
    [
      (words, waiter) => [
        ...nested(new Mutex(words.c, waiter), new Mutex(words.a, waiter)),
        () => {
          store(saidByTheFirst, 0)
        },
      ],
      (words, waiter) => {
        const [a, b, c] = [words.a, words.b, words.c].map(each => new Mutex(each, waiter))
        return [
          () => {
            b?.acquire()
          },
          () => {
            a?.acquire()
          },
          () => {
            a?.release()
          },
          () => {
            c?.acquire()
          },
          () => {
            c?.release()
          },
          () => {
            b?.release()
          },
        ]
      },
    ],
    undefined,
    ({ b }, { records }) => {
      records.of(0).waitingFor.store(b.word.address)
    },
  )
}

/** One holds a mutex; the other, too, waits with it for a condition for a while, and holds it again. */
export function conditionPhases(primitives: Primitives): Program {
  return probed(
    'a wait for a condition',
    primitives,
    layout('model', { gate: mutexLayout, changed: conditionLayout }),
    [
      ({ gate }, waiter) => {
        const mutex = new Mutex(gate, waiter)
        return [
          () => {
            mutex.acquire()
          },
          () => {
            mutex.release()
          },
        ]
      },
      ({ gate, changed }, waiter) => {
        const mutex = new Mutex(gate, waiter)
        const condition = new Condition(changed, mutex, waiter)
        return [
          () => {
            mutex.acquire()
          },
          () => {
            condition.waitFor(10)
          },
          () => {
            mutex.release()
          },
        ]
      },
    ],
  )
}
