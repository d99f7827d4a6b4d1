import type { Prng } from '../../base/prng.ts'
import type { Machine } from './machine.ts'
import { eventOf, STEP, threadOf, type Choice } from './schedule.ts'

/** In one schedule or another, one step in so many is a time-out, a death or a wake-up for no reason. */
const STEPS_PER_EVENT = [3, 10, 30, 100] as const

/** How threads are picked; both find bugs that the other hardly finds. */
export type Style =
  /** Anybody at every step. */
  | { readonly kind: 'uniform' }
  /**
   * The thread with the highest priority, which falls to the lowest at few, random steps.
   * @see S. Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs" (2010)
   */
  | { readonly kind: 'few changes'; readonly changes: number; readonly expectedSteps: number }

/**
 * Runs to an end, to a fault or to `maxSteps`.
 * @returns what was chosen; whether it got to an end
 */
export function runRandomly(
  machine: Machine,
  prng: Prng,
  style: Style,
  maxSteps: number,
): { readonly choices: readonly Choice[]; readonly ended: boolean } {
  const taken: Choice[] = []
  const choices: Choice[] = []
  const pick = picker(machine.state.threadCount, prng, style)
  const stepsPerEvent = STEPS_PER_EVENT[prng.nextBelow(STEPS_PER_EVENT.length)] ?? 1
  machine.reset()
  while (taken.length < maxSteps && machine.fault === null) {
    machine.choices(choices)
    if (choices.length === 0) break
    const events = choices.filter(choice => eventOf(choice) !== STEP)
    const steps = choices.filter(choice => eventOf(choice) === STEP)
    const isEvent = steps.length === 0 || (events.length > 0 && prng.nextBelow(stepsPerEvent) === 0)
    const choice = isEvent ? events[prng.nextBelow(events.length)] : pick(steps, taken.length)
    if (choice === undefined) break
    machine.take(choice)
    taken.push(choice)
  }
  return { choices: taken, ended: machine.fault !== null || choices.length === 0 }
}

function picker(
  threads: number,
  prng: Prng,
  style: Style,
): (steps: readonly Choice[], step: number) => Choice | undefined {
  if (style.kind === 'uniform') return steps => steps[prng.nextBelow(steps.length)]
  const priorities = prng.shuffled(Array.from({ length: threads }, (_, thread) => thread))
  const changes = new Set(Array.from({ length: style.changes }, () => prng.nextBelow(style.expectedSteps)))
  let lowest = 0
  return (steps, step) => {
    const highest = () =>
      steps.reduce((best, choice) =>
        (priorities[threadOf(choice)] ?? 0) > (priorities[threadOf(best)] ?? 0) ? choice : best,
      )
    if (changes.delete(step)) priorities[threadOf(highest())] = --lowest
    return highest()
  }
}
