import { LabError } from '../../../base/errors.ts'
import type { ModelView, ReplayedStep } from '../../../contract/replay.ts'
import type { ParamValues } from '../../../contract/words.ts'
import type { Grades } from '../../experiments/kit/step-model.ts'
import type { Futures } from './futures.ts'
import type { End, StepMachine } from './machine.ts'
import type { Prepared } from './prepare.ts'
import { formatLine, formatStep, type ScheduledStep } from './schedule-line.ts'
import { actionText, takenText } from './in-words.ts'

/** One schedule, step by step, before anybody has graded its end. */
export interface Replayed {
  readonly experiment: string
  readonly variant: string
  readonly params: ParamValues
  readonly schedule: string
  readonly preemptions: number
  readonly start: ModelView
  readonly steps: readonly ReplayedStep[]
  /** Null where somebody can go on. */
  readonly end: End | null
  /** All that some schedule ends at; null where they are not known. */
  readonly ends: readonly End[] | null
  /** The model's own; null where its experiment has them. */
  readonly grades: Grades | null
}

const NOBODY = -1

/**
 * Takes the steps of a schedule, which need not lead to an end. The same line leads to the same steps, always.
 * @param futures of the same program; null where they are not known
 * @throws {LabError} BAD_VALUE where a step cannot be taken
 */
export function replaySteps(
  prepared: Prepared,
  scheduled: readonly ScheduledStep[],
  futures: Futures | null = null,
): Replayed {
  const { experiment, variant, params, machine, grades } = prepared
  const state = machine.initial
  let last = NOBODY
  let place = 0
  const view = (): ModelView => ({ ...viewOf(machine, state, last), canEndAt: futures?.from(place) ?? null })
  const start = view()
  const taken: ScheduledStep[] = []
  const steps = scheduled.map(({ worker, wakes }, index): ReplayedStep => {
    const choice = choiceFor(machine, state, { worker, wakes }, index)
    const preempts = isPreemption(machine, state, worker, last)
    const before = state.slice()
    const instruction = machine.instruction(before, worker)
    taken.push({ worker, wakes: machine.wokenBy(state, worker, choice) })
    const woken = machine.woken(state, worker, choice)
    machine.take(state, worker, choice)
    place = futures?.next(place, worker, choice) ?? 0
    last = worker
    return {
      worker,
      text:
        instruction.kind === 'step'
          ? takenText(instruction.action, { before, after: state, slots: machine.plan.of(worker), woken })
          : '',
      line: instruction.kind === 'step' ? instruction.line : '',
      preempts,
      after: view(),
    }
  })
  const isOver = !Array.from({ length: machine.workers }, (_, worker) => machine.choices(state, worker)).some(Boolean)
  return {
    experiment,
    variant,
    params,
    schedule: formatLine(experiment, variant, params, taken),
    preemptions: steps.filter(({ preempts }) => preempts).length,
    start,
    steps,
    end: isOver ? machine.end(state) : null,
    ends: futures?.ends ?? null,
    grades,
  }
}

function isPreemption(machine: StepMachine, state: Int32Array, worker: number, last: number): boolean {
  return last !== NOBODY && worker !== last && machine.choices(state, last) > 0
}

function choiceFor(machine: StepMachine, state: Int32Array, { worker, wakes }: ScheduledStep, index: number): number {
  const choices = machine.choices(state, worker)
  const place = `step ${String(index + 1)} of the schedule`
  if (choices === 0)
    throw new LabError('BAD_VALUE', `${place} is one of worker ${String(worker)}, which cannot take it`, {
      allowed: possibleAt(machine, state),
      suggestion: 'the schedule up to there',
    })
  if (wakes === NOBODY) return 0
  for (let choice = 0; choice < choices; choice++) {
    if (machine.woken(state, worker, choice).includes(wakes)) return choice
  }
  throw new LabError('BAD_VALUE', `${place} wakes worker ${String(wakes)}, which does not wait there`, {
    allowed: possibleAt(machine, state),
    suggestion: 'the schedule up to there',
  })
}

function possibleAt(machine: StepMachine, state: Int32Array): string {
  const tokens = choicesAt(machine, state, NOBODY).map(({ token }) => token)
  return tokens.length > 0 ? tokens.join(', ') : 'no step: the schedule has ended'
}

function choicesAt(machine: StepMachine, state: Int32Array, last: number): ModelView['choices'] {
  return Array.from({ length: machine.workers }, (_, worker) =>
    Array.from({ length: machine.choices(state, worker) }, (_choice, choice) => {
      const wakes = machine.wokenBy(state, worker, choice)
      return {
        worker,
        wakes: wakes < 0 ? null : wakes,
        token: formatStep({ worker, wakes }),
        preempts: isPreemption(machine, state, worker, last),
      }
    }),
  ).flat()
}

/** @param last who took the last step */
function viewOf(machine: StepMachine, state: Int32Array, last: number): Omit<ModelView, 'canEndAt'> {
  const { plan } = machine
  const numberIn = (slot: number): number => state[slot] ?? 0
  return {
    words: plan.named().map(({ name, slot }) => ({ name, value: numberIn(slot) })),
    locks: plan.locks().map(({ name, slot }) => ({ name, owner: numberIn(slot) === 0 ? null : numberIn(slot) - 1 })),
    workers: Array.from({ length: machine.workers }, (_, worker) => standingOf(machine, state, worker)),
    choices: choicesAt(machine, state, last),
  }
}

function standingOf(machine: StepMachine, state: Int32Array, worker: number): ModelView['workers'][number] {
  const registers = [...machine.plan.registers(worker)].flatMap(([{ name }, slot]) =>
    machine.isForgotten(state, worker, slot) ? [] : [{ name, value: state[slot] ?? 0 }],
  )
  const instruction = machine.instruction(state, worker)
  switch (instruction.kind) {
    case 'step': {
      const canGoOn = machine.choices(state, worker) > 0
      const text = actionText(instruction.action)
      return { state: canGoOn ? 'ready' : 'blocked', text, line: instruction.line, registers }
    }
    case 'asleep':
      return { state: 'asleep', text: `asleep at ${instruction.condition.name}`, line: instruction.line, registers }
    case 'end':
    case 'set':
    case 'assert':
    case 'branch':
    case 'jump':
      return { state: 'finished', text: '', line: '', registers }
  }
}
