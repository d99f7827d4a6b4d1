import { describeThrown, isLabError, LabError } from '../../base/errors.ts'
import { listed } from '../../base/text.ts'
import { openDoor, type Door } from '../sync/native/door.ts'
import { refuse } from '../sync/refuse.ts'
import { isSame, type Operation, type OperationKind } from './operation.ts'
import type { Ghosts, ModelThread, Program, ProgramThread } from './program.ts'

/** Thrown through a thread's body to leave it at an operation whose result is not known yet. */
class Leaving extends Error {}
const LEAVING = new Leaving('the checker leaves a model thread here; catch only what you expect')

/** Pauses in one run: more than any loop that ends. */
const PATIENCE = 100_000

/**
 * Runs a thread's body from its start, answers its calls from a log, and leaves it at the first call beyond the log.
 *
 * Once the body is being left, every further call leaves it again and does nothing: `finally` blocks run, and change
 * nothing.
 */
export class Rerun implements Door, ModelThread {
  readonly index: number
  readonly #program: Program
  readonly #name: string
  #asked: readonly Operation[] = []
  #results: readonly number[] = []
  #cursor = 0
  #pauses = 0
  #next: Operation | null = null
  #trouble: LabError | null = null

  constructor(program: Program, { name }: ProgramThread, index: number) {
    this.#program = program
    this.#name = name
    this.index = index
  }

  /**
   * What `body` does after it has done `asked` with these `results`.
   * @throws {LabError} INTERNAL when it does something else on the way: a program must be deterministic
   */
  next(body: (thread: ModelThread) => void, asked: readonly Operation[], results: readonly number[]): Operation {
    this.#asked = asked
    this.#results = results
    this.#cursor = 0
    this.#pauses = 0
    this.#next = null
    this.#trouble = null
    openDoor(this)
    const ended = this.#endOf(body)
    const left = this.#left()
    if (left === null && this.#cursor < asked.length) throw this.#differing(ended.kind)
    return left ?? ended
  }

  #endOf(body: (thread: ModelThread) => void): Operation {
    try {
      body(this)
      return ending('finished', '')
    } catch (thrown) {
      if (thrown === LEAVING) return ending('finished', '')
      const what = isLabError(thrown) ? `${thrown.code}: ${thrown.message}` : describeThrown(thrown)
      return ending('threw', `${this.#name} threw ${what}`)
    } finally {
      openDoor(NOBODY)
    }
  }

  /** At what the body was left, unless it was for something that is wrong with it. */
  #left(): Operation | null {
    if (this.#trouble !== null) throw this.#trouble
    return this.#next
  }

  load(address: number): number {
    return this.#ask('load', address, 0, 0)
  }

  store(address: number, value: number): void {
    this.#ask('store', address, 0, value | 0)
  }

  peek(address: number): number {
    return this.#ask('peek', address, 0, 0)
  }

  poke(address: number, value: number): void {
    this.#ask('poke', address, 0, value | 0)
  }

  add(address: number, value: number): number {
    return this.#ask('add', address, 0, value | 0)
  }

  exchange(address: number, value: number): number {
    return this.#ask('exchange', address, 0, value | 0)
  }

  compareExchange(address: number, expected: number, value: number): number {
    return this.#ask('compareExchange', address, expected | 0, value | 0)
  }

  wait(address: number, expected: number, millis: number): number {
    return this.#ask('wait', address, expected | 0, millis)
  }

  notify(address: number, count: number): void {
    this.#ask('notify', address, 0, count)
  }

  pause(): void {
    if (this.#next !== null) throw LEAVING
    if (++this.#pauses <= PATIENCE) return
    this.#trouble = new LabError('INTERNAL', `${this.#name} loops without taking a step: it only pauses`)
    throw LEAVING
  }

  nowMillis(): number {
    return this.#ask('now', 0, 0, 0)
  }

  refuse(code: number, address: number, me: number): void {
    const word = this.#ask('look', address, 0, 0)
    const worker = (me >> 1) - 1
    if (this.#program.refuse === undefined) refuse(code, worker, word, address)
    this.#program.refuse(code, worker, word, address)
  }

  assert(holds: boolean, message: string): void {
    if (this.#next !== null) throw LEAVING
    if (holds) return
    this.#next = ending('failed', message)
    throw LEAVING
  }

  note(change: (ghosts: Ghosts) => number): number {
    return this.#ask('note', 0, 0, 0, change)
  }

  announce(change: (ghosts: Ghosts) => number): number {
    return this.#ask('announce', 0, 0, 0, change)
  }

  enter(section: string, { atMost = 1, shared = false } = {}): void {
    const me = 1 << this.index
    const others = this.#ask(
      'note',
      0,
      0,
      0,
      ghosts => {
        const alone = living(ghosts, ghosts.get(section))
        const together = living(ghosts, ghosts.get(`${section}, shared`))
        const name = shared ? `${section}, shared` : section
        ghosts.set(name, ghosts.get(name) | me)
        const inside = shared ? alone : alone | together
        return countOf(inside) >= (shared ? 1 : atMost) ? inside : 0
      },
      `enters ${section}${shared ? ' to share it' : ''}`,
    )
    if (others === 0) return
    const names = this.#program.threads
      .filter((_, index) => ((others | me) & (1 << index)) !== 0)
      .map(({ name }) => name)
    this.assert(false, `mutual exclusion: ${listed(names)} are ${names.length === 2 ? 'both' : 'all'} in ${section}`)
  }

  leave(section: string): void {
    const me = 1 << this.index
    this.#ask(
      'announce',
      0,
      0,
      0,
      ghosts => {
        for (const name of [section, `${section}, shared`]) ghosts.set(name, ghosts.get(name) & ~me)
        return 0
      },
      `leaves ${section}`,
    )
  }

  nextDeath(): number {
    return this.#ask('nextDeath', 0, 0, 0)
  }

  whenIdle(): void {
    this.#ask('whenIdle', 0, 0, 0)
  }

  #ask(
    kind: OperationKind,
    address: number,
    expected: number,
    value: number,
    change: Operation['change'] = null,
    text = '',
  ): number {
    if (this.#next !== null || this.#trouble !== null) throw LEAVING
    const asked = this.#asked[this.#cursor]
    const result = this.#results[this.#cursor]
    if (asked === undefined || result === undefined) {
      this.#next = { kind, address, expected, value, change, text }
      throw LEAVING
    }
    if (!isSame(asked, kind, address, expected, value)) {
      // Kept aside: the body may catch what is thrown here.
      this.#trouble = this.#differing(`${kind} ${String(address)}`)
      throw LEAVING
    }
    this.#cursor++
    return result
  }

  #differing(now: string): LabError {
    const before = this.#asked[this.#cursor]
    const what = before === undefined ? 'nothing' : `${before.kind} ${String(before.address)}`
    return new LabError(
      'INTERNAL',
      `${this.#name} is not deterministic: with the same results before, its call ${String(this.#cursor + 1)} of a round was` +
        ` first "${what}" and then "${now}"; it may depend on nothing but what its calls return`,
    )
  }
}

function ending(kind: 'finished' | 'threw' | 'failed', text: string): Operation {
  return { kind, address: 0, expected: 0, value: 0, change: null, text }
}

function living(ghosts: Ghosts, threads: number): number {
  let alive = 0
  for (let index = 0; index < 31; index++) {
    if ((threads & (1 << index)) !== 0 && !ghosts.isDead(index)) alive |= 1 << index
  }
  return alive
}

function countOf(threads: number): number {
  let count = 0
  for (let rest = threads; rest !== 0; rest &= rest - 1) count++
  return count
}

function outside(): never {
  throw new LabError('INTERNAL', 'a primitive was called outside of the threads of the program that is being checked')
}

/** Between runs: no call may go unnoticed. */
const NOBODY: Door = {
  load: outside,
  store: outside,
  peek: outside,
  poke: outside,
  add: outside,
  exchange: outside,
  compareExchange: outside,
  wait: outside,
  notify: outside,
  pause: outside,
  nowMillis: outside,
  refuse: outside,
}
