import { POISON_BIT } from '../../../src/base/lock-word.ts'
import type { ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { Condition, conditionLayout } from '../../../src/engine/sync/condition.ts'
import { Mutex, mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { load, peek, poke } from '../../../src/engine/sync/native/door.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { epochProbe, stopper, stoppedAtRest, stopperAtRest, supervisor } from '../support/outside.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import { outcomeOf, worker, type Body } from '../support/workers.ts'

const storeLayout = layout('store', {
  gate: mutexLayout,
  filled: conditionLayout,
  tokens: i32({ writers: 'the holder', access: 'under the gate', doc: 'tokens that nobody has taken yet' }),
})

type Memory = Prepared<typeof storeLayout.fields>

/** A store of tokens, behind a gate, as one worker sees it. */
interface Store {
  readonly gate: Mutex
  readonly filled: Condition
  /** Addresses. */
  readonly gateWord: number
  readonly tokens: number
}

const GATE = 'the gate'
const TAKEN = 'taken'
const MADE = 'made'

/** Workers with these rounds; all may be killed, if the search kills any. */
function storeProgram(
  name: string,
  primitives: Primitives,
  workers: readonly (readonly Body<Store>[])[],
  others: readonly ProgramThread[] | ((memory: Memory) => readonly ProgramThread[]) = [],
): Program {
  const memory = prepared(storeLayout, workers.length, () => void 0)
  const { gate, filled, tokens } = memory.words
  const threads = workers.map((rounds, index) => {
    const waiter = memory.waiter(index, primitives)
    const mutex = new Mutex(gate, waiter)
    const condition = new Condition(filled, mutex, waiter)
    const store = { gate: mutex, filled: condition, gateWord: gate.word.address, tokens: tokens.address }
    return worker(index, store, rounds, true)
  })
  const outside = typeof others === 'function' ? others(memory) : others
  return memory.program(`condition: ${name}`, [...threads, ...outside], end => {
    const deaths = threads.filter((_, index) => end.isDead(index)).length
    const counted = end.word(filled.waiters.address)
    end.assert(counted >= 0 && counted <= deaths, `nobody waits, but ${String(counted)} are counted`)
    // Who dies with the gate may have changed the tokens or the books alone.
    const lost = end.ghost(MADE) - end.ghost(TAKEN) - end.word(tokens.address)
    end.assert(Math.abs(lost) <= deaths, `${String(lost)} tokens are lost`)
    end.assert((end.word(gate.word.address) & ~POISON_BIT) === 0, 'the gate is not free at the end')
  })
}

function changeTokens(thread: ModelThread, tokens: number, by: number): void {
  const before = peek(tokens)
  thread.assert(before + by >= 0, 'takes a token that is not there')
  poke(tokens, before + by)
  thread.note(ghosts => ghosts.add(by > 0 ? MADE : TAKEN, Math.abs(by)))
}

const enters: Body<Store> = (thread, { gate }) => {
  gate.acquire()
  thread.enter(GATE)
}

const leaves: Body<Store> = (thread, { gate }) => {
  thread.leave(GATE)
  gate.release()
}

/** Inside: waits until there is a token, and takes it. */
const takesInside: Body<Store> = (thread, { filled, tokens }) => {
  while (peek(tokens) === 0) {
    thread.leave(GATE)
    filled.wait()
    thread.enter(GATE)
  }
  changeTokens(thread, tokens, -1)
}

/** Inside: gives up when there is no token after its limit, and is inside again whatever happened. */
const takesInTime: Body<Store> = (thread, { filled, tokens }) => {
  if (peek(tokens) === 0) {
    thread.leave(GATE)
    filled.waitFor(10)
    thread.enter(GATE)
  }
  if (peek(tokens) > 0) changeTokens(thread, tokens, -1)
}

// In rounds, because what acquiring has seen does not matter inside.
const takes = [enters, takesInside, leaves] as const
const triesToTake = [enters, takesInTime, leaves] as const

export type Notifies = 'one, inside' | 'one, after' | 'all, inside' | 'all, after'

/** Makes tokens under the gate, and says so before or after it has opened the gate. */
function makes(count: number, notifies: Notifies): readonly Body<Store>[] {
  const says: Body<Store> = (_, { filled }) => {
    if (notifies.startsWith('all')) filled.notifyAll()
    else filled.notifyOne()
  }
  const adds: Body<Store> = (thread, { tokens }) => {
    changeTokens(thread, tokens, count)
  }
  return notifies.endsWith('inside') ? [enters, adds, says, leaves] : [enters, adds, leaves, says]
}

/** One worker makes a token for each that takes one: a notification per token, or, for all takers, one per round. */
export function supply(primitives: Primitives, takers: number, times: number, notifies: Notifies): Program {
  const making = notifies.startsWith('all')
    ? repeated(times, makes(takers, notifies))
    : repeated(takers * times, makes(1, notifies))
  return storeProgram(`notifies ${notifies}`, primitives, [
    ...repeated(takers, repeated(times, takes).flat()),
    making.flat(),
  ])
}

/** Some wait with a limit. There are tokens enough, so the others are served. */
export function limited(primitives: Primitives, times: number, notifies: Notifies, patient = 1): Program {
  return storeProgram('time-outs', primitives, [
    ...repeated(patient, repeated(times, takes).flat()),
    repeated(times, triesToTake).flat(),
    repeated((patient + 1) * times, makes(1, notifies)).flat(),
  ])
}

/** Who is stopped in its wait holds no gate, and may release it all the same. */
export function stopped(primitives: Primitives, takers: number): Program {
  const unlessStopped = (rounds: readonly Body<Store>[]): Body<Store> => {
    return (thread, store) => {
      const outcome = outcomeOf(() => {
        for (const round of rounds) round(thread, store)
      }, 'STOPPED')
      if (outcome === 'STOPPED') store.gate.release()
    }
  }
  return storeProgram(
    'stop',
    primitives,
    [...repeated(takers, [unlessStopped(takes)]), [unlessStopped(makes(1, 'one, after'))]],
    [stopper],
  )
}

const isGone = ({ index }: ModelThread): string => `${String(index)} is gone`

/** A round of a worker that goes when it is told that a holder died, or that the trial is stopped. */
function unlessGone(round: (thread: ModelThread, store: Store) => 'stays' | 'goes'): Body<Store> {
  return (thread, store) => {
    if (thread.note(ghosts => ghosts.get(isGone(thread))) === 1) return
    if (round(thread, store) === 'goes') thread.note(ghosts => ghosts.add(isGone(thread), 1))
  }
}

const entersUnlessTold = unlessGone((_, { gate }) => {
  const outcome = outcomeOf(
    () => {
      gate.acquire()
    },
    'ABANDONED',
    'STOPPED',
  )
  return outcome === 'done' ? 'stays' : 'goes'
})

/**
 * Any worker may die. At rest, whoever still waits has no token to wait for, and there was no death with the gate: of that
 * all are told, and hold the gate when it happened in their wait.
 */
export function deaths(primitives: Primitives, takers: number, makers: number, times: number, most = 1): Program {
  const workers = takers + makers
  const waits = unlessGone((thread, { gate, filled, gateWord, tokens }) => {
    while (peek(tokens) === 0) {
      const outcome = outcomeOf(
        () => {
          filled.wait()
        },
        'ABANDONED',
        'STOPPED',
      )
      const isPoisoned = (load(gateWord) & POISON_BIT) !== 0
      if (outcome === 'done') thread.assert(!isPoisoned, 'has waited, and is not told that a holder died')
      if (outcome === 'ABANDONED') gate.release()
      if (outcome === 'STOPPED' && stoppedAtRest(thread, workers)) {
        thread.assert(!isPoisoned, 'waits for ever, and is not told that a holder died')
        thread.assert(peek(tokens) === 0, 'waits for ever, and there is a token')
      }
      if (outcome !== 'done') return 'goes'
    }
    changeTokens(thread, tokens, -1)
    return 'stays'
  })
  const adds = unlessGone((thread, { tokens }) => {
    changeTokens(thread, tokens, 1)
    return 'stays'
  })
  const releases = unlessGone((_, { gate }) => {
    gate.release()
    return 'stays'
  })
  const notifies = unlessGone((_, { filled }) => {
    filled.notifyOne()
    return 'stays'
  })
  return storeProgram(
    'death',
    primitives,
    [
      ...repeated(takers, repeated(times, [entersUnlessTold, waits, releases]).flat()),
      ...repeated(makers, repeated(times, [entersUnlessTold, adds, releases, notifies]).flat()),
    ],
    ({ locks }) => [supervisor(locks, most), stopperAtRest(workers)],
  )
}

/** Somebody looks how the first worker waits: for the condition, then for the gate. */
export function probed(primitives: Primitives): Program {
  return storeProgram('probe', primitives, [takes, makes(1, 'one, inside')], memory => [epochProbe(memory, 0)])
}
