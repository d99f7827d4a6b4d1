import {
  add,
  compareExchange,
  EVERYBODY,
  exchange,
  load,
  notify,
  store,
  wait,
} from '../../../../src/engine/sync/native/door.ts'
import type { ModelThread, Program, ProgramThread } from '../../../../src/engine/explore/program.ts'

/** Toy algorithms, right and wrong, written against the door. */

export const A = 128
export const B = 256
export const C = 384

type Body = (thread: ModelThread) => void

export function program(name: string, rounds: readonly (readonly Body[])[], rest: Partial<Program> = {}): Program {
  const threads: readonly ProgramThread[] = rounds.map((own, index) => ({ name: `T${String(index + 1)}`, rounds: own }))
  return { name, image: new Int32Array(128), threads, ...rest }
}

export function repeated<T>(times: number, item: T): readonly T[] {
  return Array.from({ length: times }, () => item)
}

/** `threads` times `additions` unprotected increments; the end is a failure when the total is `failing`. */
export function lostUpdate(threads: number, additions: number, failing = -1): Program {
  const increment = () => store(A, load(A) + 1)
  return program('lost update', repeated(threads, repeated(additions, increment)), {
    atEnd: end => end.assert(end.word(A) !== failing, `the total is ${String(failing)}`),
  })
}

/** Sections guarded by a lock: what acquiring has seen is forgotten in the section. */
export function sections(name: string, threads: number, times: number, acquire: Body, release: Body): Program {
  const inside: Body = thread => {
    acquire(thread)
    thread.enter('section')
  }
  const outside: Body = thread => {
    thread.leave('section')
    release(thread)
  }
  return program(name, repeated(threads, repeated(times, [inside, outside]).flat()))
}

/** Drepper's second futex mutex: 0 free, 1 held, 2 held and somebody may wait. */
export const futex = {
  acquire: (): void => {
    let found = compareExchange(A, 0, 1)
    if (found === 0) return
    if (found !== 2) found = exchange(A, 2)
    while (found !== 0) {
      wait(A, 2, Infinity)
      found = exchange(A, 2)
    }
  },
  release: (): void => {
    if (add(A, -1) === 1) return
    store(A, 0)
    notify(A, 1)
  },
  releaseWithoutNotify: (): void => {
    if (add(A, -1) !== 1) store(A, 0)
  },
  /** Having slept it acquires as if nobody else slept. */
  acquireDroppingTheWaiters: (): void => {
    while (compareExchange(A, 0, 1) !== 0) {
      if (load(A) === 2 || compareExchange(A, 1, 2) !== 0) wait(A, 2, Infinity)
    }
  },
} as const

export const broken = {
  /** Looks and then takes. */
  acquireInTwoSteps: (): void => {
    while (load(A) !== 0) wait(A, 1, Infinity)
    store(A, 1)
  },
  release: (): void => {
    store(A, 0)
    notify(A, EVERYBODY)
  },
} as const

/** Peterson's algorithm, by a thread that looks a few times and then goes without. */
export function peterson(saysInterestFirst: boolean, looks = 3): Program {
  const flags = [A, B] as const
  const rounds = flags.map((mine, me) => {
    const other = flags[1 - me] ?? A
    return repeated(2, (thread: ModelThread) => {
      if (saysInterestFirst) store(mine, 1)
      store(C, 1 - me)
      if (!saysInterestFirst) store(mine, 1)
      for (let look = 0; look < looks; look++) {
        if (load(other) === 1 && load(C) === 1 - me) continue
        thread.enter('section')
        thread.leave('section')
        break
      }
      store(mine, 0)
    })
  })
  return program('Peterson', rounds)
}
