import { POISON_BIT } from '../../../src/base/lock-word.ts'
import type { End, ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
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

interface Shape {
  readonly killable?: boolean
  readonly others?: (memory: Memory) => readonly ProgramThread[]
  readonly atEnd?: (end: End) => void
}

const GATE = 'the gate'
const TAKEN = 'taken'
const MADE = 'made'

function storeProgram(
  name: string,
  primitives: Primitives,
  workers: readonly (readonly Body<Store>[])[],
  { killable = false, others, atEnd }: Shape = {},
): Program {
  const memory = prepared(storeLayout, workers.length, () => void 0)
  const { gate, filled, tokens } = memory.words
  const threads = workers.map((rounds, index) => {
    const waiter = memory.waiter(index, primitives)
    const mutex = new Mutex(gate, waiter)
    const condition = new Condition(filled, mutex, waiter)
    const store = { gate: mutex, filled: condition, gateWord: gate.word.address, tokens: tokens.address }
    return worker(index, store, rounds, killable)
  })
  return memory.program(`condition: ${name}`, [...threads, ...(others?.(memory) ?? [])], end => {
    const deaths = threads.filter((_, index) => end.isDead(index)).length
    const counted = end.word(filled.waiters.address)
    end.assert(counted >= 0 && counted <= deaths, `nobody waits, but ${String(counted)} are counted`)
    const lost = end.ghost(MADE) - end.ghost(TAKEN) - end.word(tokens.address)
    // Who dies with the gate may have changed the tokens or the books alone.
    end.assert(Math.abs(lost) <= deaths, `${String(lost)} tokens are lost`)
    end.assert((end.word(gate.word.address) & ~POISON_BIT) === 0, 'the gate is not free at the end')
    atEnd?.(end)
  })
}

/** With the gate: waits until there is a token, and takes it. */
function take(thread: ModelThread, { filled, tokens }: Store): void {
  thread.enter(GATE)
  while (peek(tokens) === 0) {
    thread.leave(GATE)
    filled.wait()
    thread.enter(GATE)
  }
  changeTokens(thread, tokens, -1)
  thread.leave(GATE)
}

function changeTokens(thread: ModelThread, tokens: number, by: number): void {
  const before = peek(tokens)
  thread.assert(before + by >= 0, 'takes a token that is not there')
  poke(tokens, before + by)
  thread.note(ghosts => ghosts.add(by > 0 ? MADE : TAKEN, Math.abs(by)))
}

const takes: Body<Store> = (thread, store) => {
  store.gate.acquire()
  take(thread, store)
  store.gate.release()
}

/** Gives up when there is no token after its limit; holds the gate again whatever happened. */
const takesInTime: Body<Store> = (thread, { gate, filled, tokens }) => {
  gate.acquire()
  thread.enter(GATE)
  if (peek(tokens) === 0) {
    thread.leave(GATE)
    filled.waitFor(10)
    thread.enter(GATE)
  }
  if (peek(tokens) > 0) changeTokens(thread, tokens, -1)
  thread.leave(GATE)
  gate.release()
}

export type Notifies = 'one, inside' | 'one, after' | 'all, inside' | 'all, after'

/** Makes tokens under the gate, and says so before or after it has opened the gate. */
function makes(count: number, notifies: Notifies): Body<Store> {
  const says = ({ filled }: Store): void => {
    if (notifies.startsWith('all')) filled.notifyAll()
    else filled.notifyOne()
  }
  return (thread, store) => {
    store.gate.acquire()
    thread.enter(GATE)
    changeTokens(thread, store.tokens, count)
    if (notifies.endsWith('inside')) says(store)
    thread.leave(GATE)
    store.gate.release()
    if (notifies.endsWith('after')) says(store)
  }
}

/** One worker makes a token for each that takes one: a notification per token, or one for all. */
export function supply(primitives: Primitives, takers: number, times: number, notifies: Notifies): Program {
  const tokens = takers * times
  const making = notifies.startsWith('all') ? [makes(tokens, notifies)] : repeated(tokens, makes(1, notifies))
  return storeProgram(`notifies ${notifies}`, primitives, [...repeated(takers, repeated(times, takes)), making])
}

/** Some wait with a limit. There are tokens enough, so the others are served. */
export function limited(primitives: Primitives, times: number, notifies: Notifies, patient = 1): Program {
  const tokens = (patient + 1) * times
  return storeProgram('time-outs', primitives, [
    ...repeated(patient, repeated(times, takes)),
    repeated(times, takesInTime),
    repeated(tokens, makes(1, notifies)),
  ])
}

/** Who is stopped in its wait holds no gate, and may release it all the same. */
export function stopped(primitives: Primitives, takers: number): Program {
  const takesUnlessStopped: Body<Store> = (thread, store) => {
    if (outcomeOf(() => takes(thread, store), 'STOPPED') === 'STOPPED') store.gate.release()
  }
  return storeProgram('stop', primitives, [...repeated(takers, [takesUnlessStopped]), [makesUnless('STOPPED')]], {
    others: () => [stopper],
  })
}

function makesUnless(code: 'STOPPED' | 'ABANDONED'): Body<Store> {
  const make = makes(1, 'one, after')
  return (thread, store) => {
    outcomeOf(() => {
      make(thread, store)
    }, code)
  }
}

/**
 * Any worker may die. At rest, whoever still waits has no token to wait for, and there was no death with the gate: of that
 * all are told, and hold the gate when it happened in their wait.
 */
export function deaths(primitives: Primitives, takers: number, makers: number, times: number, most = 1): Program {
  const takesUnlessTold: Body<Store> = (thread, store) => {
    const { gate, filled, gateWord, tokens } = store
    if (outcomeOf(() => gate.acquire(), 'ABANDONED', 'STOPPED') !== 'done') return
    while (peek(tokens) === 0) {
      const outcome = outcomeOf(() => filled.wait(), 'ABANDONED', 'STOPPED')
      if (outcome === 'STOPPED') {
        if (!stoppedAtRest(thread, takers + makers)) return
        thread.assert((load(gateWord) & POISON_BIT) === 0, 'waits for ever, and is not told that a holder died')
        thread.assert(peek(tokens) === 0, 'waits for ever, and there is a token')
        return
      }
      if (outcome === 'ABANDONED') {
        gate.release()
        return
      }
      thread.assert((load(gateWord) & POISON_BIT) === 0, 'has waited, and is not told that a holder died')
    }
    changeTokens(thread, tokens, -1)
    gate.release()
  }
  return storeProgram(
    'death',
    primitives,
    [
      ...repeated(takers, repeated(times, takesUnlessTold)),
      ...repeated(makers, repeated(times, makesUnless('ABANDONED'))),
    ],
    { killable: true, others: ({ locks }) => [supervisor(locks, most), stopperAtRest(takers + makers)] },
  )
}

/** Somebody looks how the first worker waits: for the condition, then for the gate. */
export function probed(primitives: Primitives): Program {
  return storeProgram('probe', primitives, [[takes], [makes(1, 'one, inside')]], {
    others: memory => [epochProbe(memory, 0)],
  })
}
