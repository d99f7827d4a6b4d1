import { LabError } from '../../base/errors.ts'
import { NOT_EQUAL, TIMED_OUT, WOKEN } from '../sync/native/door.ts'
import { endFault, stuckFault } from './end.ts'
import type { Fault } from './failure.ts'
import { MachineState } from './machine-state.ts'
import type { MachineOptions } from './machine-options.ts'
import type { Model } from './model.ts'
import { isAccess, isAside, isEnd, mayWrite, returned, written, type Operation } from './operation.ts'
import { choiceOf, eventOf, KILL, SPURIOUS, STEP, threadOf, TIME_OUT, type Choice } from './schedule.ts'
import type { Place, ThreadTree } from './thread-tree.ts'

/** Steps on words of its own that a thread takes in a row before the words are no longer believed to be its own. */
const OWN_STEPS = 1_000

/** Notes and looks at the clock in a row: more than any loop that ends. */
const ASIDES = 1_000

/** Lets the threads of a program take steps, one at a time. */
export class Machine {
  readonly model: Model
  readonly state: MachineState
  /** How many steps the last {@link take} stands for when every operation is one. */
  steps = 0
  readonly #options: MachineOptions
  readonly #deaths: number
  readonly #spuriousWakes: number
  #fault: Fault | null = null

  constructor(model: Model, options: MachineOptions) {
    this.model = model
    this.state = new MachineState(model)
    this.#options = options
    this.#deaths = options.deaths ?? 0
    this.#spuriousWakes = options.spuriousWakes ?? 0
  }

  /** What went wrong in the last step, or is wrong about the end. */
  get fault(): Fault | null {
    return this.#fault
  }

  /** Goes back to before the first step. @returns what goes wrong even before that */
  reset(): Fault | null {
    this.#fault = null
    this.state.clear()
    this.model.trees.forEach((tree, thread) => {
      this.#arrive(thread, tree.start())
    })
    return this.#fault
  }

  /**
   * All that may happen next; empty at an end.
   * @param into is cleared first
   * @returns what is wrong about the end
   */
  choices(into: Choice[]): Fault | null {
    into.length = 0
    const { state } = this
    let sleeping = false
    for (let thread = 0; thread < state.threadCount; thread++) {
      if (this.isEnabled(thread)) into.push(choiceOf(thread, STEP))
      sleeping ||= state.isAsleep(thread) && state.isTimed(thread)
    }
    if (into.length === 0 && !sleeping) {
      this.#fault = stuckFault(this) ?? endFault(this, this.#deaths > 0 ? this.#options.sharing : undefined)
      return this.#fault
    }
    const timesOut = sleeping && (into.length === 0 || this.#options.timeOuts !== 'when idle')
    const dies = this.#deaths > 0 && state.deathCount < this.#deaths
    const wakes = state.spuriousWakes < this.#spuriousWakes
    for (let thread = 0; thread < state.threadCount; thread++) {
      if (state.isAsleep(thread)) {
        if (timesOut && state.isTimed(thread)) into.push(choiceOf(thread, TIME_OUT))
        if (wakes) into.push(choiceOf(thread, SPURIOUS))
      }
      if (dies && this.#mayDie(thread)) into.push(choiceOf(thread, KILL))
    }
    return null
  }

  isPossible(choice: Choice): boolean {
    const thread = threadOf(choice)
    switch (eventOf(choice)) {
      case STEP:
        return this.isEnabled(thread)
      case TIME_OUT:
        return this.state.isAsleep(thread) && this.state.isTimed(thread)
      case SPURIOUS:
        return this.state.isAsleep(thread)
      default:
        return this.#mayDie(thread)
    }
  }

  /** Whether the step takes the processor from a thread that could have gone on. */
  isPreemption(choice: Choice): boolean {
    const { running } = this.state
    return eventOf(choice) === STEP && running >= 0 && running !== threadOf(choice)
  }

  isEnabled(thread: number): boolean {
    const { state } = this
    if (thread >= state.threadCount || state.isAsleep(thread) || state.isDead(thread)) return false
    const operation = this.operationOf(thread)
    return !isEnd(operation) && this.#isReady(thread, operation)
  }

  /** Lets it happen. @returns what went wrong in it */
  take(choice: Choice): Fault | null {
    const { state } = this
    this.#fault = null
    const thread = threadOf(choice)
    this.steps = 1
    switch (eventOf(choice)) {
      case STEP:
        this.#step(thread)
        if (this.#options.countsPreemptions === true) state.running = thread
        break
      case TIME_OUT:
        state.passDeadlineOf(thread)
        this.#wake(thread, TIMED_OUT)
        break
      case SPURIOUS:
        state.countSpuriousWake()
        this.#wake(thread, WOKEN)
        break
      case KILL:
        state.die(thread)
    }
    if (state.running >= 0 && !this.isEnabled(state.running)) state.running = -1
    return this.#fault
  }

  /**
   * One operation with the notes around it: announcements before it, notes after it. Then on over operations that are
   * nobody else's business.
   */
  #step(thread: number): void {
    let place = this.#placeOf(thread)
    let taken = isAside(place.operation) ? 1 : 0
    let asides = 0
    while (!isEnd(place.operation)) {
      const { operation } = place
      let result: number
      if (isAside(operation) || operation.kind === 'announce') {
        if (operation.kind === 'announce' && taken > 0) break
        if (++asides > ASIDES) this.#refuseLoop(thread)
        result = this.#aside(thread, operation)
      } else {
        if (taken === 0 ? !this.#isReady(thread, operation) : !this.#goesAlong(thread, place, taken)) break
        taken++
        result = this.#perform(thread, place)
        if (this.state.isAsleep(thread)) break
      }
      place = this.#treeOf(thread).after(place, result)
    }
    this.steps = Math.max(1, taken)
    this.#arrive(thread, place)
  }

  #perform(thread: number, place: Place): number {
    const { operation } = place
    if (operation.kind === 'wait') return this.#wait(thread, place)
    if (operation.kind === 'notify') return this.#notify(thread, place)
    if (isAccess(operation)) return this.#access(thread, place)
    const found = operation.kind === 'nextDeath' ? this.state.seeDeath(thread) : 0
    this.#options.watcher?.did(thread, operation, found)
    return found
  }

  #access(thread: number, place: Place): number {
    const { operation } = place
    const slot = this.#slotOf(place)
    if (this.model.isBlank(slot)) {
      this.#options.watcher?.did(thread, operation, 0)
      return 0
    }
    const before = this.state.word(slot)
    const writes = mayWrite(operation.kind)
    this.#options.sharing?.touch(slot, thread, writes)
    if (writes) this.state.setWord(slot, written(operation, before))
    this.#options.watcher?.did(thread, operation, before)
    return returned(operation, before)
  }

  #wait(thread: number, place: Place): number {
    const { operation } = place
    const slot = this.#slotOf(place)
    this.#options.sharing?.touch(slot, thread, false)
    const differs = this.state.word(slot) !== operation.expected
    if (!differs && !(operation.value <= 0)) {
      this.state.fallAsleep(thread, slot, Number.isNaN(operation.value) ? Infinity : operation.value)
      this.#options.watcher?.slept(thread, operation)
      return WOKEN
    }
    const found = differs ? NOT_EQUAL : TIMED_OUT
    this.#options.watcher?.did(thread, operation, found)
    return found
  }

  #notify(thread: number, place: Place): number {
    const slot = this.#slotOf(place)
    this.#options.watcher?.did(thread, place.operation, 0)
    for (let left = place.operation.value; left > 0; left--) {
      const sleeper = this.state.firstSleeper(slot)
      if (sleeper < 0) break
      this.#wake(sleeper, WOKEN)
    }
    return 0
  }

  #wake(thread: number, result: number): void {
    this.state.wake(thread)
    this.#options.watcher?.woke(thread)
    this.#arrive(thread, this.#treeOf(thread).after(this.#placeOf(thread), result))
  }

  #aside(thread: number, operation: Operation): number {
    if (operation.change !== null) {
      if (operation.text !== '') this.#options.watcher?.did(thread, operation, 0)
      return operation.change(this.state)
    }
    return operation.kind === 'now' ? this.state.nowMillis : this.state.word(this.model.slotOf(operation.address))
  }

  #refuseLoop(thread: number): never {
    const name = this.model.threadName(thread)
    throw new LabError(
      'INTERNAL',
      `${name} loops without taking a step; no time passes while it only looks at the clock`,
    )
  }

  /**
   * Whether the operation needs no step of its own. One that a note follows does: the note takes place where the operation
   * is, and that may be as late as the thread likes.
   */
  #goesAlong(thread: number, place: Place, taken: number): boolean {
    const { sharing, sharesAll } = this.#options
    if (sharing === undefined || sharesAll === true || !isAccess(place.operation)) return false
    const slot = this.#slotOf(place)
    if (!this.model.isBlank(slot) && !sharing.isOwn(slot, thread, mayWrite(place.operation.kind))) return false
    if (taken > OWN_STEPS) sharing.share(slot)
    const result = this.model.isBlank(slot) ? 0 : returned(place.operation, this.state.word(slot))
    return taken <= OWN_STEPS && !isAside(this.#treeOf(thread).after(place, result).operation)
  }

  #isReady(thread: number, { kind }: Operation): boolean {
    if (kind === 'nextDeath') return this.state.unseenDeath(thread) >= 0
    if (kind !== 'whenIdle') return true
    return this.model.trees.every(
      (_, other) => other === thread || this.operationOf(other).kind === 'whenIdle' || !this.isEnabled(other),
    )
  }

  #mayDie(thread: number): boolean {
    return (
      this.model.program.threads[thread]?.killable === true &&
      !this.state.isDead(thread) &&
      this.operationOf(thread).kind !== 'finished'
    )
  }

  #arrive(thread: number, { id, operation }: Place): void {
    this.state.setPlace(thread, id)
    if (operation.kind === 'failed') this.#fault ??= { kind: 'assertion', message: operation.text }
    if (operation.kind === 'threw') this.#fault ??= { kind: 'threw', message: operation.text }
  }

  #slotOf(place: Place): number {
    if (place.slot < 0) place.slot = this.model.slotOf(place.operation.address)
    return place.slot
  }

  #treeOf(thread: number): ThreadTree {
    const tree = this.model.trees[thread]
    if (tree === undefined) throw new LabError('INTERNAL', `there is no thread ${String(thread)}`)
    return tree
  }

  #placeOf(thread: number): Place {
    return this.#treeOf(thread).at(this.state.placeOf(thread))
  }

  /** Whether the thread is where a loop has led it back to. */
  isLooping(thread: number): boolean {
    return this.#placeOf(thread).twin !== null
  }

  /** What the thread does next, or is asleep in. */
  operationOf(thread: number): Operation {
    return this.#placeOf(thread).operation
  }
}
