import { Lock } from '../../experiments/kit/step-values.ts'
import { successorsOf, type Instruction } from './code.ts'
import { Footprint, guardOf, localFootprint, stepFootprint, Things } from './footprints.ts'
import { inBoth, locksAround, locksHeld } from './lock-sets.ts'
import type { StepMachine } from './machine.ts'

const WORD_BITS = 32
const OWN_BITS = 5

/** Sets of things, a bit each: so many words per place of a worker's code. */
interface Masks {
  readonly reads: Int32Array
  readonly writes: Int32Array
}

/** What is known of one worker, per place of its code. */
interface Known {
  /** What its step there touches. */
  readonly next: Masks
  /** What all its steps from there on touch. */
  readonly future: Masks
  /** What decides whether its step there can be taken. */
  readonly guard: Masks
  /** The slot of the lock that it asks for there; 0 = none. */
  readonly asksFor: readonly number[]
}

/** The slot of a lock, with what can be touched by its owner alone. */
interface Guarded {
  readonly slot: number
  readonly things: Int32Array
}

/**
 * Partial-order reduction: which workers' steps are enough in a state, so that every end of the program is still reached.
 *
 * A set of workers is enough if nothing that the others may ever do, without any step of the set, depends on the next steps
 * of the set, or lets one of the set go on that cannot: then whatever the others do first can as well come afterwards. It
 * preserves states in which nobody can go on, and those are all that a search looks for. Things that only the owner of a
 * lock can touch do not count while a worker of the set owns that lock.
 * @see A. Valmari, "Stubborn sets for reduced state space generation" (1991); P. Godefroid, "Partial-Order Methods for the
 *   Verification of Concurrent Systems" (1996), chapter 4
 */
export class StubbornSets {
  readonly #machine: StepMachine
  readonly #words: number
  readonly #known: readonly Known[]

  readonly #guarded: readonly Guarded[]
  readonly #free: Int32Array

  constructor(machine: StepMachine) {
    this.#machine = machine
    const things = new Things(machine.plan)
    this.#words = Math.ceil(things.count / WORD_BITS)
    this.#free = new Int32Array(this.#words)
    const codes = Array.from({ length: machine.workers }, (_, worker) => machine.codeOf(worker))
    const wokenWork = workForWoken(codes, things)
    const steps = codes.map(code => code.map((_, at) => stepFootprint(code, at, things, wokenWork)))
    this.#known = codes.map((code, worker) => this.#know(code, steps[worker] ?? [], things))
    this.#guarded = this.#protect(codes, steps, things)
  }

  /** @returns the workers whose steps are enough, as a bit mask */
  readonly select = (state: Int32Array): number => {
    const { workers } = this.#machine
    let best = -1
    let fewest = Infinity
    let enabled = 0
    for (let worker = 0; worker < workers; worker++)
      if (this.#machine.choices(state, worker) > 0) enabled |= 1 << worker
    for (let worker = 0; worker < workers && fewest > 1; worker++) {
      if ((enabled & (1 << worker)) === 0) continue
      const set = this.#closure(state, worker, enabled)
      const count = bitsIn(set & enabled)
      if (count >= fewest) continue
      best = set
      fewest = count
    }
    return best
  }

  /** The smallest set with that worker in it that is enough. */
  #closure(state: Int32Array, first: number, enabled: number): number {
    const { workers } = this.#machine
    let set = 1 << first
    for (let grows = true; grows;) {
      grows = false
      for (let worker = 0; worker < workers; worker++) {
        if ((set & (1 << worker)) === 0) continue
        const more =
          (enabled & (1 << worker)) === 0 ? this.#enablers(state, worker) : this.#dependents(state, worker, set)
        if ((more & ~set) === 0) continue
        set |= more
        grows = true
      }
    }
    return set
  }

  /** Those who may let a worker go on that cannot. A lock is released by its owner alone. */
  #enablers(state: Int32Array, worker: number): number {
    const known = this.#known[worker]
    const at = this.#counter(state, worker)
    const lock = known?.asksFor[at] ?? 0
    if (lock > 0) return 1 << ((state[lock] ?? 0) - 1)
    let set = 0
    for (let other = 0; other < this.#machine.workers; other++) {
      const future = this.#known[other]?.future
      if (known === undefined || future === undefined || other === worker) continue
      if (this.#meet(known.guard.reads, at, future.writes, this.#counter(state, other))) set |= 1 << other
    }
    return set
  }

  /** Those outside the set who may do something that depends on the worker's next step. */
  #dependents(state: Int32Array, worker: number, set: number): number {
    const next = this.#known[worker]?.next
    const at = this.#counter(state, worker)
    this.#findFree(state, worker)
    let dependents = 0
    for (let other = 0; other < this.#machine.workers; other++) {
      const future = this.#known[other]?.future
      if ((set & (1 << other)) !== 0 || next === undefined || future === undefined) continue
      const there = this.#counter(state, other)
      const meets =
        this.#meet(next.writes, at, future.writes, there, this.#free) ||
        this.#meet(next.writes, at, future.reads, there, this.#free) ||
        this.#meet(next.reads, at, future.writes, there, this.#free)
      if (meets) dependents |= 1 << other
    }
    return dependents
  }

  /** Finds what nobody else can touch while the worker has the locks that it has now. */
  #findFree(state: Int32Array, worker: number): void {
    this.#free.fill(0)
    for (const { slot, things } of this.#guarded) {
      if (state[slot] !== worker + 1) continue
      for (let word = 0; word < this.#words; word++) this.#free[word] = (this.#free[word] ?? 0) | (things[word] ?? 0)
    }
  }

  #meet(one: Int32Array, at: number, other: Int32Array, there: number, but: Int32Array | null = null): boolean {
    const words = this.#words
    for (let word = 0; word < words; word++) {
      const both = (one[at * words + word] ?? 0) & (other[there * words + word] ?? 0)
      if ((but === null ? both : both & ~(but[word] ?? 0)) !== 0) return true
    }
    return false
  }

  #counter(state: Int32Array, worker: number): number {
    return state[1 + worker] ?? 0
  }

  #know(code: readonly Instruction[], steps: readonly Footprint[], things: Things): Known {
    return {
      next: this.#masksOf(steps),
      future: this.#masksOf(futures(code, steps)),
      guard: this.#masksOf(code.map(instruction => guardOf(instruction, things))),
      asksFor: code.map(each =>
        each.kind === 'step' && each.action.kind === 'acquire' && each.action.lock instanceof Lock
          ? things.lock(each.action.lock)
          : 0,
      ),
    }
  }

  #masksOf(footprints: readonly Footprint[]): Masks {
    const reads = new Int32Array(footprints.length * this.#words)
    const writes = new Int32Array(footprints.length * this.#words)
    for (const [at, footprint] of footprints.entries()) {
      for (const thing of footprint.reads) this.#mark(reads, at, thing)
      for (const thing of footprint.writes) this.#mark(writes, at, thing)
    }
    return { reads, writes }
  }

  #mark(masks: Int32Array, at: number, thing: number): void {
    const word = at * this.#words + (thing >> OWN_BITS)
    masks[word] = (masks[word] ?? 0) | (1 << (thing & (WORD_BITS - 1)))
  }

  /** A thing is guarded by the locks that are held wherever it is touched; a lock guards itself, but not its tries. */
  #protect(
    codes: readonly (readonly Instruction[])[],
    steps: readonly (readonly Footprint[])[],
    things: Things,
  ): readonly Guarded[] {
    const guards = new Map<number, ReadonlySet<Lock>>()
    const locks = new Set<Lock>()
    for (const [worker, code] of codes.entries()) {
      const held = locksHeld(code)
      for (const [at, instruction] of code.entries()) {
        const around = locksAround(instruction, held[at] ?? new Set<Lock>())
        const footprint = steps[worker]?.[at]
        for (const lock of around) locks.add(lock)
        if (footprint === undefined) continue
        for (const thing of [...footprint.reads, ...footprint.writes])
          guards.set(thing, inBoth(guards.get(thing) ?? around, around))
      }
    }
    return [...locks].map(lock => {
      const guarded = new Int32Array(this.#words)
      this.#mark(guarded, 0, things.lock(lock))
      for (const [thing, by] of guards) if (by.has(lock)) this.#mark(guarded, 0, thing)
      return { slot: things.lock(lock), things: guarded }
    })
  }
}

/** What is done for whoever sleeps at a condition when it is woken. */
function workForWoken(codes: readonly (readonly Instruction[])[], things: Things): ReadonlyMap<number, Footprint> {
  const work = new Map<number, Footprint>()
  for (const code of codes) {
    for (const [at, instruction] of code.entries()) {
      if (instruction.kind !== 'asleep') continue
      const condition = things.condition(instruction.condition)
      const footprint = work.get(condition) ?? new Footprint()
      footprint.add(localFootprint(code, at + 1, things))
      work.set(condition, footprint)
    }
  }
  return work
}

/** The sum of all footprints from each place on. */
function futures(code: readonly Instruction[], steps: readonly Footprint[]): readonly Footprint[] {
  const sums = steps.map(step => {
    const sum = new Footprint()
    sum.add(step)
    return sum
  })
  for (let changed = true; changed;) {
    changed = false
    for (let at = code.length - 1; at >= 0; at--) {
      const sum = sums[at]
      const instruction = code[at]
      if (sum === undefined || instruction === undefined) continue
      const before = sum.size
      for (const next of successorsOf(instruction, at)) {
        const ahead = sums[next]
        if (ahead !== undefined) sum.add(ahead)
      }
      if (sum.size > before) changed = true
    }
  }
  return sums
}

function bitsIn(mask: number): number {
  let bits = 0
  for (let left = mask; left !== 0; left &= left - 1) bits++
  return bits
}
