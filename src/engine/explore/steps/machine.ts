import { isLabError, LabError } from '../../../base/errors.ts'
import { workerName } from '../../../base/text.ts'
import type { StepProgram } from '../../experiments/kit/step-model.ts'
import { Permits, type Condition } from '../../experiments/kit/step-values.ts'
import { codeOf, placeOf, type Instruction } from './code.ts'
import { evaluator, type Evaluate } from './evaluate.ts'
import { liveRegisters } from './liveness.ts'
import { localWorkOf, type LocalWork } from './local-work.ts'
import { moveOf, type Move } from './moves.ts'
import { FAILURE, slotsOfEverybody, StatePlan } from './state-plan.ts'

/** How a schedule ends: all workers are done, an assertion failed, or nobody can go on although somebody has not finished. */
export interface End {
  /** `deadlock`: the waits form a circle of locks and their owners. `stall`: they do not. */
  readonly kind: 'outcome' | 'deadlock' | 'stall'
  readonly name: string
  readonly value: number | null
}

/** Local work between two steps. */
const MOST_LOCAL_WORK = 100_000

/** A worker's code, compiled: an entry per place. */
interface Compiled {
  readonly code: readonly Instruction[]
  readonly moves: readonly (Move | null)[]
  /** What is done there without a step; returns where the worker stands then. */
  readonly local: readonly (LocalWork | null)[]
  /** Slots of registers that nobody will read. */
  readonly dead: readonly (readonly number[])[]
  /** The number of the condition that the worker sleeps at; -1 = awake. */
  readonly sleepsAt: readonly number[]
}

/** Takes the steps of a program. A state is a row of {@link length} whole numbers, which it changes in place. */
export class StepMachine {
  readonly plan: StatePlan
  readonly #workers: readonly Compiled[]
  readonly #failures: string[] = []
  readonly #outcomes: readonly { readonly name: string; readonly when: Evaluate }[]
  readonly #otherwise: string
  readonly #value: Evaluate | null
  readonly #initial: Int32Array

  constructor(program: StepProgram) {
    this.plan = new StatePlan(program.workers.length)
    this.#workers = program.workers.map((statements, worker) => this.#compile(codeOf(statements), worker))
    const slots = slotsOfEverybody(this.plan)
    this.#outcomes = program.outcomes.map(({ name, when }) => ({ name, when: evaluator(when.node, slots) }))
    this.#otherwise = program.otherwise
    this.#value = program.value === undefined ? null : evaluator(program.value.node, slots)
    this.#initial = this.plan.initial
    for (let worker = 0; worker < this.workers; worker++) this.#settle(this.#initial, worker)
  }

  get workers(): number {
    return this.#workers.length
  }

  get length(): number {
    return this.#initial.length
  }

  /** Before the first step. */
  get initial(): Int32Array {
    return this.#initial.slice()
  }

  /** Ways to take the worker's next step: 0 = it cannot be taken, more than 1 = a notify that can wake one of so many. */
  choices(state: Int32Array, worker: number): number {
    const move = this.#moveOf(state, worker)
    return move === null || state[FAILURE] !== 0 ? 0 : move.choices(state)
  }

  /** Takes the worker's next step, which must be possible, and its local work after that. */
  take(state: Int32Array, worker: number, choice: number): void {
    const move = this.#moveOf(state, worker)
    if (move === null) throw new LabError('INTERNAL', `${workerName(worker)} has no step to take`)
    const at = this.#counter(state, worker)
    try {
      this.#takeMove(move, state, worker, choice)
    } catch (thrown) {
      throw located(thrown, this.#workers[worker]?.code[at])
    }
  }

  #takeMove(move: Move, state: Int32Array, worker: number, choice: number): void {
    if (move.wakes !== null) {
      for (const woken of move.wakes(state, choice)) {
        state[1 + woken] = this.#counter(state, woken) + 1
        this.#settle(state, woken)
      }
    }
    move.take(state)
    state[1 + worker] = this.#counter(state, worker) + 1
    this.#settle(state, worker)
  }

  /** Who is woken by a choice. */
  woken(state: Int32Array, worker: number, choice: number): readonly number[] {
    return this.#moveOf(state, worker)?.wakes?.(state, choice) ?? []
  }

  /** Who is woken by a choice where it is one; -1 where there is nobody to choose from. */
  wokenBy(state: Int32Array, worker: number, choice: number): number {
    return this.choices(state, worker) < 2 ? -1 : (this.woken(state, worker, choice)[0] ?? -1)
  }

  /** Where a worker stands: its next step, a place to sleep, or the end. */
  instruction(state: Int32Array, worker: number): Instruction {
    return this.#workers[worker]?.code[this.#counter(state, worker)] ?? { kind: 'end' }
  }

  /** Whether nobody will read a register where the worker stands: it was forgotten, and its slot says nothing. */
  isForgotten(state: Int32Array, worker: number, slot: number): boolean {
    return this.#workers[worker]?.dead[this.#counter(state, worker)]?.includes(slot) ?? false
  }

  /** All of a worker's code. */
  codeOf(worker: number): readonly Instruction[] {
    return this.#workers[worker]?.code ?? []
  }

  /** What it means that nobody can take a step. */
  end(state: Int32Array): End {
    const failure = state[FAILURE] ?? 0
    if (failure > 0) return this.#outcome(state, this.#failures[failure - 1] ?? '')
    if (this.#workers.some((_, worker) => this.instruction(state, worker).kind !== 'end')) {
      const kind = this.#hasOwnerCycle(state) ? 'deadlock' : 'stall'
      return { kind, name: kind, value: null }
    }
    const { name } = this.#outcomes.find(({ when }) => when(state) !== 0) ?? { name: this.#otherwise }
    return this.#outcome(state, name)
  }

  #outcome(state: Int32Array, name: string): End {
    return { kind: 'outcome', name, value: this.#value === null ? null : this.#value(state) }
  }

  #hasOwnerCycle(state: Int32Array): boolean {
    return this.#workers.some((_, worker) => {
      let at = worker
      for (let hops = 0; hops < this.workers; hops++) {
        const owner = this.#ownerAwaitedBy(state, at)
        if (owner < 0) return false
        if (owner === worker) return true
        at = owner
      }
      return false
    })
  }

  #ownerAwaitedBy(state: Int32Array, worker: number): number {
    const instruction = this.instruction(state, worker)
    if (instruction.kind !== 'step' || instruction.action.kind !== 'acquire') return -1
    const { lock } = instruction.action
    return lock instanceof Permits ? -1 : (state[this.plan.lock(lock)] ?? 0) - 1
  }

  #counter(state: Int32Array, worker: number): number {
    return state[1 + worker] ?? 0
  }

  #moveOf(state: Int32Array, worker: number): Move | null {
    return this.#workers[worker]?.moves[this.#counter(state, worker)] ?? null
  }

  /** Does a worker's local work up to its next step, and forgets what it will not need. */
  #settle(state: Int32Array, worker: number): void {
    const compiled = this.#workers[worker]
    if (compiled === undefined) return
    const { code, local, dead } = compiled
    let at = this.#counter(state, worker)
    for (let done = 0; ; done++) {
      const work = local[at]
      if (work === null || work === undefined) break
      if (done === MOST_LOCAL_WORK) throw goesRound(worker, loopAt(code, at))
      at = work(state)
      if (state[FAILURE] !== 0) break
    }
    state[1 + worker] = at
    for (const slot of dead[at] ?? []) state[slot] = 0
  }

  #asleepAt(state: Int32Array, condition: number): readonly number[] {
    const asleep: number[] = []
    for (let worker = 0; worker < this.workers; worker++) {
      if (this.#workers[worker]?.sleepsAt[this.#counter(state, worker)] === condition) asleep.push(worker)
    }
    return asleep
  }

  #compile(code: readonly Instruction[], worker: number): Compiled {
    const { plan } = this
    const slots = plan.of(worker)
    const context = {
      worker,
      plan,
      slots,
      asleepAt: (state: Int32Array, condition: Condition) => this.#asleepAt(state, plan.condition(condition)),
    }
    const moves = code.map(each => (each.kind === 'step' ? moveOf(each.action, context) : null))
    const local = code.map((each, at) => localWorkOf(each, at, slots, this.#failures))
    const live = liveRegisters(code)
    const registers = plan.registers(worker)
    return {
      code,
      moves,
      local,
      dead: live.map(needed => [...registers].flatMap(([register, slot]) => (needed.has(register) ? [] : [slot]))),
      sleepsAt: code.map(each => (each.kind === 'asleep' ? plan.condition(each.condition) : -1)),
    }
  }
}

function goesRound(worker: number, loop: Error | undefined): LabError {
  const place = loop === undefined ? '' : `${placeOf(loop)}: `
  return new LabError('BAD_MODEL', `${place}${workerName(worker)} of a model goes round and round without a step`, {
    allowed: 'loops with a step in them',
  })
}

/** The innermost loop that the instruction stands in. */
function loopAt(code: readonly Instruction[], at: number): Error | undefined {
  const back = code.findIndex((each, index) => index >= at && each.kind === 'jump' && each.to <= at)
  const jump = code[back]
  const start = jump?.kind === 'jump' ? code[jump.to] : undefined
  return start?.kind === 'branch' ? start.site : undefined
}

/** What is wrong with a model, with the place of the step that does it. */
function located(thrown: unknown, instruction: Instruction | undefined): unknown {
  if (!isLabError(thrown) || thrown.code !== 'BAD_VALUE' || instruction?.kind !== 'step') return thrown
  return new LabError('BAD_MODEL', `${placeOf(instruction.site)}: ${thrown.message}`, thrown.hints)
}
