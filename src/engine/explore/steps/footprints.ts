import type { Action } from '../../experiments/kit/steps.ts'
import { Register, type Lock, type Permits, type ValueNode, type WordNode } from '../../experiments/kit/step-values.ts'
import { successorsOf, type Instruction } from './code.ts'
import { FAILURE, type StatePlan } from './state-plan.ts'

/**
 * What steps touch, found out before the search. Things that can be touched are numbered: a slot of shared memory by its
 * place in a state (a lock's slot stands for acquires that block and for releases), then the tries of each lock, then the
 * conditions. Slot 0, the failure, is read by every step, since a failed assertion ends them all.
 */
export class Footprint {
  readonly reads = new Set<number>()
  readonly writes = new Set<number>()

  add({ reads, writes }: Footprint): void {
    for (const thing of reads) this.reads.add(thing)
    for (const thing of writes) this.writes.add(thing)
  }

  get size(): number {
    return this.reads.size + this.writes.size
  }
}

/** Numbers the things of a plan. */
export class Things {
  readonly #plan: StatePlan
  readonly #slots: number

  constructor(plan: StatePlan) {
    this.#plan = plan
    this.#slots = plan.initial.length
  }

  get count(): number {
    return 2 * this.#slots + this.#plan.conditions.length
  }

  lock(lock: Lock | Permits): number {
    return this.#plan.lock(lock)
  }

  tries(lock: Lock | Permits): number {
    return this.#slots + this.#plan.lock(lock)
  }

  condition(condition: Parameters<StatePlan['condition']>[0]): number {
    return 2 * this.#slots + this.#plan.condition(condition)
  }

  /** The word, or all words of its row where it is not known which. */
  words({ row, index }: WordNode): readonly number[] {
    const base = this.#plan.words(row)
    if (index.kind === 'number') return [base + index.value]
    return Array.from({ length: row.size }, (_, place) => base + place)
  }

  read(footprint: Footprint, ...nodes: readonly ValueNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'operation') this.read(footprint, node.left, node.right)
      if (node.kind !== 'word') continue
      this.read(footprint, node.index)
      for (const thing of this.words(node)) footprint.reads.add(thing)
    }
  }

  write(footprint: Footprint, node: WordNode): void {
    this.read(footprint, node.index)
    for (const thing of this.words(node)) footprint.writes.add(thing)
  }
}

/** What decides whether a step can be taken. */
export function guardOf(instruction: Instruction, things: Things): Footprint {
  const guard = new Footprint()
  if (instruction.kind === 'asleep') guard.reads.add(things.condition(instruction.condition))
  if (instruction.kind !== 'step') return guard
  const { action } = instruction
  if (action.kind === 'acquire') guard.reads.add(things.lock(action.lock))
  if (action.kind === 'until') things.read(guard, action.condition)
  return guard
}

/**
 * What a worker's step touches, with its local work after that. Where it wakes others, it does their local work, too.
 * @param wokenWork what is done for whoever is woken, by condition
 */
export function stepFootprint(
  code: readonly Instruction[],
  at: number,
  things: Things,
  wokenWork: ReadonlyMap<number, Footprint>,
): Footprint {
  const footprint = new Footprint()
  const instruction = code[at]
  if (instruction?.kind !== 'step') return footprint
  footprint.reads.add(FAILURE)
  touch(footprint, instruction.action, things)
  if (instruction.action.kind === 'notify') {
    const woken = wokenWork.get(things.condition(instruction.action.condition))
    if (woken !== undefined) footprint.add(woken)
  }
  footprint.add(localFootprint(code, at + 1, things))
  return footprint
}

/** What is touched from there to the next step. */
export function localFootprint(code: readonly Instruction[], from: number, things: Things): Footprint {
  const footprint = new Footprint()
  const seen = new Set<number>()
  const ahead = [from]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const instruction = code[at]
    if (instruction === undefined || seen.has(at)) continue
    seen.add(at)
    if (instruction.kind === 'step' || instruction.kind === 'asleep') continue
    if (instruction.kind === 'branch' || instruction.kind === 'assert') things.read(footprint, instruction.condition)
    if (instruction.kind === 'assert') footprint.writes.add(FAILURE)
    if (instruction.kind === 'set') {
      things.read(footprint, instruction.value)
      if (!(instruction.target instanceof Register)) things.write(footprint, instruction.target.node)
    }
    ahead.push(...successorsOf(instruction, at))
  }
  return footprint
}

function touch(footprint: Footprint, action: Action, things: Things): void {
  switch (action.kind) {
    case 'load':
      things.read(footprint, action.from)
      return
    case 'store':
      things.read(footprint, action.value)
      things.write(footprint, action.into)
      return
    case 'rmw':
      things.read(footprint, action.word, action.value)
      things.write(footprint, action.word)
      return
    case 'compare-exchange':
      things.read(footprint, action.word, action.expected, action.value)
      things.write(footprint, action.word)
      return
    case 'until':
      things.read(footprint, action.condition)
      return
    case 'acquire':
    case 'release':
      hold(footprint, action.lock, things)
      return
    case 'try':
      footprint.writes.add(things.tries(action.lock))
      hold(footprint, action.lock, things)
      return
    case 'wait':
      footprint.writes.add(things.condition(action.condition))
      if (action.lock !== null) hold(footprint, action.lock, things)
      return
    case 'notify':
      footprint.writes.add(things.condition(action.condition))
      return
  }
}

/** Tries find out about it: unlike acquires, they can come at any time. Among each other, only the lock itself counts. */
function hold(footprint: Footprint, lock: Lock | Permits, things: Things): void {
  footprint.writes.add(things.lock(lock))
  footprint.reads.add(things.tries(lock))
}
