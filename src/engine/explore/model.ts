import { LabError } from '../../base/errors.ts'
import type { Program } from './program.ts'
import { ThreadTree } from './thread-tree.ts'

/** What is known of a program so far, whatever is searched: where its threads can stand, and the words that they touch. */
export class Model {
  readonly program: Program
  readonly trees: readonly ThreadTree[]
  readonly #slots = new Map<number | string, number>()
  readonly #initial: number[] = []
  readonly #times: number[] = [0]
  readonly #blank = new Set<number>()

  /** @param remembering loops that remember their turns; null = all are taken to */
  constructor(program: Program, remembering: ReadonlySet<string> | null = null) {
    if (program.threads.length === 0 || program.threads.length > 31)
      throw new LabError('BAD_VALUE', `a program must have from 1 to 31 threads, got ${String(program.threads.length)}`)
    this.program = program
    this.trees = program.threads.map((thread, index) => new ThreadTree(program, thread, index, remembering))
    for (const address of program.blank ?? []) this.#blank.add(this.slotOf(address))
  }

  /** Words get their places in the state in the order in which they are first touched. */
  get slotCount(): number {
    return this.#initial.length
  }

  /** @throws {LabError} BAD_VALUE for an address that is no word of the image */
  slotOf(address: number): number {
    const known = this.#slots.get(address)
    if (known !== undefined) return known
    const initial = this.program.image[address >> 2]
    if (initial === undefined || address % 4 !== 0)
      throw new LabError('BAD_VALUE', `${String(address)} is no word of the memory that ${this.program.name} prepared`)
    return this.#slot(address, initial)
  }

  ghostOf(name: string): number {
    return this.#slots.get(name) ?? this.#slot(name, 0)
  }

  /** Always 0. */
  isBlank(slot: number): boolean {
    return this.#blank.has(slot)
  }

  initialOf(slot: number): number {
    return this.#initial[slot] ?? 0
  }

  /** Moments of the model's clock by number, so that a state is all i32; 0 is the start. */
  momentOf(millis: number): number {
    const known = this.#times.indexOf(millis)
    return known >= 0 ? known : this.#times.push(millis) - 1
  }

  millisAt(moment: number): number {
    return this.#times[moment] ?? 0
  }

  nameOf(address: number): string {
    return this.program.nameOf?.(address) ?? `word ${String(address)}`
  }

  threadName(thread: number): string {
    return this.program.threads[thread]?.name ?? `thread ${String(thread)}`
  }

  #slot(of: number | string, initial: number): number {
    const slot = this.#initial.length
    this.#slots.set(of, slot)
    this.#initial.push(initial)
    return slot
  }
}
