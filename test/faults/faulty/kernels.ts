import { parentPort } from 'node:worker_threads'
import { WAITERS_BIT } from '../../../src/base/lock-word.ts'
import type { Kernel } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { Mutex } from '../../../src/engine/sync/mutex.ts'
import type { memory, params } from './experiment.ts'
import { heardSessions } from './heard-sessions.ts'

type Suspect = Kernel<typeof memory, typeof params>
type Words = Parameters<Suspect>[0]
type Context = Parameters<Suspect>[2]

/** Trials that this worker has begun in a session; a session's words are bound once. */
const begun = new WeakMap<Words, number>()

function misbehaving(fault: (words: Words, context: Context) => void): Suspect {
  return (words, knobs, context) => {
    const trial = (begun.get(words) ?? 0) + 1
    begun.set(words, trial)
    const due = knobs.faultyTrial === 0 || knobs.faultyTrial === trial
    if (due && context.worker === knobs.culprit) {
      context.spin(knobs.delayMicros * 1000)
      fault(words, context)
    }
    void add(words, knobs, context)
  }
}

const add: Suspect = (words, { additions }, context) => {
  context.repeat(additions, times => {
    for (let i = 0; i < times; i++) Atomics.add(words.total.cell, 0, 1)
  })
}

function raise(thrown: unknown): never {
  throw thrown
}

const refuse = (): never => raise(new Error('refused'))

export const behave: Suspect = misbehaving(() => undefined)

export const dawdle: Suspect = misbehaving((_words, context) => {
  while (!context.stopRequested()) Atomics.pause()
})

export const exit: Suspect = misbehaving(() => process.exit(7))

export const throwError: Suspect = misbehaving(() => raise(new Error('the kernel broke')))

export const throwNull: Suspect = misbehaving(() => raise(null))

export const throwGetter: Suspect = misbehaving(() =>
  raise(Object.defineProperties({}, { [Symbol.toPrimitive]: { get: refuse }, toString: { get: refuse } })),
)

export const throwErrorGetter: Suspect = misbehaving(() =>
  raise(Object.defineProperty(new Error('hidden'), 'message', { get: refuse })),
)

/** The handler is a proxy itself, so that looking up any trap throws. */
export const throwProxy: Suspect = misbehaving(() => raise(new Proxy({}, new Proxy({}, { get: refuse }))))

export const overflowStack: Suspect = misbehaving(() => {
  const deeper = (depth: number): number => 1 + deeper(depth + 1)
  deeper(0)
})

export const exhaustHeap: Suspect = misbehaving(() => {
  const hoard: number[][] = []
  for (;;) hoard.push(Array.from({ length: 10_000 }, (_, i) => i + 0.5))
})

export const loop: Suspect = misbehaving(words => {
  while (Atomics.load(words.never.cell, 0) === 0) Atomics.pause()
})

export const sleep: Suspect = misbehaving(words => {
  Atomics.wait(words.never.cell, 0, 0)
})

export const backtrack: Suspect = misbehaving(() => {
  ;/^(a+)+$/.test(`${'a'.repeat(64)}!`)
})

export const abandonMutex: Suspect = (words, { culprit }, context) => {
  const gate = new Mutex(words.gate, context)
  if (context.worker !== culprit) {
    while (words.gateIsHeld.load() === 0 && !context.stopRequested());
    gate.acquire()
    return
  }
  gate.acquire()
  words.gateIsHeld.store(1)
  while ((words.gate.word.load() & WAITERS_BIT) === 0 && !context.stopRequested());
  throw new Error('the holder broke')
}

export const keepMutex: Suspect = (words, { culprit }, context) => {
  const gate = new Mutex(words.gate, context)
  if (context.worker !== culprit) {
    while (words.gateIsHeld.load() === 0 && !context.stopRequested());
    gate.acquire()
    return
  }
  gate.acquire()
  words.gateIsHeld.store(1)
  while ((gate.word.load() & WAITERS_BIT) === 0 && !context.stopRequested());
}

export const retryForEver: Suspect = (words, _params, context) => {
  while (!context.stopRequested()) {
    Atomics.add(words.retries.cell, 0, 1)
    context.yieldCore()
  }
}

export const flood: Suspect = misbehaving(() => {
  for (let i = 0; i < 100_000; i++) parentPort?.postMessage({ kind: 'noise', session: i, text: 'noise' })
  const odd = [null, undefined, 7n, Number.NaN, 'ready', [], new Map([['kind', 'ready']]), new SharedArrayBuffer(8)]
  for (const message of odd) parentPort?.postMessage(message)
  for (const kind of ['ready', 'refused', 'threw', 'released', '__proto__', null, {}]) {
    parentPort?.postMessage({ kind })
    parentPort?.postMessage({ kind, session: 'one' })
    parentPort?.postMessage({ kind, session: Number.NaN, generation: {}, reason: null })
  }
  for (const uncloneable of [refuse, Symbol('kind'), new WeakMap(), { kind: refuse }, Promise.resolve()]) {
    try {
      parentPort?.postMessage(uncloneable)
    } catch {
      continue
    }
    throw new Error('posted what cannot be cloned')
  }
})

/** What a message would be that a former session's trial, or a former trial of this session, sent and that comes late. */
export const impersonate: Suspect = misbehaving(() => {
  const reason = 'something long ago'
  for (const session of heardSessions.slice(0, -1)) {
    parentPort?.postMessage({ kind: 'ready', session })
    parentPort?.postMessage({ kind: 'refused', session, reason })
    for (let generation = 0; generation < 10; generation++) {
      parentPort?.postMessage({ kind: 'threw', session, generation, reason })
    }
    parentPort?.postMessage({ kind: 'released', session })
  }
  parentPort?.postMessage({ kind: 'threw', session: heardSessions.at(-1), generation: 0, reason })
  parentPort?.postMessage({ kind: 'threw', session: heardSessions.at(-1), generation: 1_000_000, reason })
})
