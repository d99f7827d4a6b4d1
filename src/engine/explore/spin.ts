import { listed } from '../../base/text.ts'
import { stuckFault } from './end.ts'
import type { Fault } from './failure.ts'
import type { Machine } from './machine.ts'
import { isAccess } from './operation.ts'
import { eventOf, STEP, threadOf, TIME_OUT, type Choice } from './schedule.ts'
import { StateTable } from './state-table.ts'

/** Steps of a loop, at most. */
const LONGEST_LOOP = 1_000

/**
 * Lets the only thread that can take steps take them. The machine's state is afterwards what it was.
 * @returns what is wrong if they lead round in a circle; null if they do not, or if there are others. Two threads that go
 *   round waiting for each other are not found.
 */
export function spinFault(machine: Machine): Fault | null {
  const choices: Choice[] = []
  machine.choices(choices)
  if (onlyStep(choices) === undefined) return null
  const start = new StateTable()
  machine.state.addTo(start)
  const seen = new StateTable()
  const words = new Set<string>()
  let fault: Fault | null = null
  for (let steps = 0; steps < LONGEST_LOOP; steps++) {
    machine.choices(choices)
    const choice = onlyStep(choices)
    if (choice === undefined) break
    const thread = threadOf(choice)
    machine.state.addTo(seen)
    if (seen.size <= steps) {
      const name = machine.model.threadName(thread)
      fault = stuckFault(machine, [`${name} goes round and round, looking at ${listed([...words])}`])
      break
    }
    const operation = machine.operationOf(thread)
    if (isAccess(operation) || operation.kind === 'wait') words.add(machine.model.nameOf(operation.address))
    if (machine.take(choice) !== null) break
  }
  machine.state.readFrom(start, 0)
  return fault
}

function onlyStep(choices: readonly Choice[]): Choice | undefined {
  const [choice, ...others] = choices.filter(each => eventOf(each) === STEP || eventOf(each) === TIME_OUT)
  return choice !== undefined && others.length === 0 && eventOf(choice) === STEP ? choice : undefined
}
