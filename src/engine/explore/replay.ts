import { LabError } from '../../base/errors.ts'
import type { Failure, Fault, TraceEvent } from './failure.ts'
import { Machine } from './machine.ts'
import { withForgetfulLoops } from './loop-memory.ts'
import type { Model } from './model.ts'
import type { Program } from './program.ts'
import { eventName, formatSchedule, parseSchedule, threadOf, type Choice } from './schedule.ts'
import { spinFault } from './spin.ts'

/**
 * Lets a program run as a schedule says.
 * @returns the failure that it ends in, or null when it ends well
 * @throws {LabError} BAD_VALUE when the schedule is none, or none of this program: when a thread that it names cannot do
 *   that just then, or when it ends too early or too late
 */
export function replay(program: Program, schedule: string): Failure | null {
  return follow(program, parseSchedule(schedule))
}

/** {@link replay}, of choices in a model where every operation is a step. */
export function follow(program: Program, choices: readonly Choice[]): Failure | null {
  return withForgetfulLoops(program, model => followIn(model, choices))
}

function followIn(model: Model, choices: readonly Choice[]): Failure | null {
  const trace: TraceEvent[] = []
  let preempted = -1
  let ended = false
  const add = (event: Omit<TraceEvent, 'preempted'>): void => {
    if (!ended) trace.push({ ...event, preempted })
    preempted = -1
  }
  const machine = new Machine(model, {
    deaths: Infinity,
    spuriousWakes: Infinity,
    countsPreemptions: true,
    watcher: {
      did(thread, operation, found) {
        add({ thread, what: operation.change === null ? 'operation' : 'note', operation, found })
      },
      slept(thread, operation) {
        add({ thread, what: 'sleep', operation, found: 0 })
      },
      woke(thread) {
        add({ thread, what: 'wake', operation: null, found: 0 })
      },
    },
  })
  let preemptions = 0
  machine.reset()
  choices.forEach((choice, index) => {
    checkPossible(machine, choice, index)
    if (machine.isPreemption(choice)) {
      preempted = machine.state.running
      preemptions++
    }
    const what = eventName(choice)
    if (what !== 'step') add({ thread: threadOf(choice), what, operation: null, found: 0 })
    machine.take(choice)
  })
  ended = true
  const fault = machine.fault ?? faultAfter(machine)
  return fault === null ? null : { ...fault, schedule: formatSchedule(choices), preemptions, trace }
}

function checkPossible(machine: Machine, choice: Choice, index: number): void {
  const { model, state, fault } = machine
  const refused = (why: string): never => {
    throw new LabError('BAD_VALUE', `step ${String(index + 1)} of the schedule cannot be: ${why}`)
  }
  if (fault !== null) refused(`the program has failed before it (${fault.message})`)
  if (machine.isPossible(choice)) return
  const thread = threadOf(choice)
  if (thread >= state.threadCount) refused(`there is no thread ${String(thread)}`)
  const name = model.threadName(thread)
  if (state.isDead(thread)) refused(`${name} is dead`)
  switch (eventName(choice)) {
    case 'step':
      refused(state.isAsleep(thread) ? `${name} sleeps` : `${name} has nothing to do`)
      break
    case 'time-out':
      refused(`${name} is in no wait with a time limit`)
      break
    case 'spurious':
      refused(`${name} does not sleep`)
      break
    case 'kill':
      refused(`${name} has finished or may not be killed`)
  }
}

/** What is wrong when the program cannot go on after its last choice, or does not get anywhere. */
function faultAfter(machine: Machine): Fault | null {
  const choices: Choice[] = []
  const fault = machine.choices(choices)
  const [choice] = choices
  if (choice === undefined) return fault
  const spinning = spinFault(machine)
  if (spinning !== null) return spinning
  const name = machine.model.threadName(threadOf(choice))
  throw new LabError('BAD_VALUE', `the schedule ends where ${name} could go on`)
}
