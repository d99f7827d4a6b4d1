import { nodeClock } from '../../src/node/clock.ts'
import type { CoreCheck } from './core-check.ts'
import type { Contest, Criterion, Pair, Sample } from './criterion.ts'

export interface RoundPlan {
  readonly rounds: number
  /** Both sides are opened anew after so many rounds. */
  readonly roundsPerOpening: number
  /** Asked before and after each round; null = nobody can tell. */
  readonly coresAreFree: CoreCheck | null
  /** Looks for free cores that a criterion may wait through, all its rounds together. */
  readonly patience: number
  /** Between two looks. */
  readonly waitMillis: number
}

export interface Rounds {
  readonly pairs: readonly Pair[]
  /** Rounds that count although other work held a core before or after them: all patience was used up. */
  readonly disturbed: number
}

/** Unrecorded measurements of each side after each opening: compilers work while code runs. */
const WARM_UP = 4

/**
 * Runs a criterion's rounds. Within a round the sides take turns, subject then base, base then subject, and so on, so
 * that a drift of the machine falls on both alike; what they need over all their turns is the round's pair.
 *
 * Every few rounds both sides start afresh. Where a thread's code and stack happen to lie shifts a loop by some percent
 * for as long as that thread lives; one opening would repeat the same accident in every round.
 *
 * A round begins when the cores are free. If one is taken at its end, it is repeated, whatever it measured; at most as
 * many rounds as were planned.
 */
export async function runRounds(criterion: Criterion, plan: RoundPlan): Promise<Rounds> {
  const wait = patientWait(plan)
  const pairs: Pair[] = []
  let repeatsLeft = plan.rounds
  let disturbed = 0
  while (pairs.length < plan.rounds) {
    const contest = await criterion.open()
    try {
      if (criterion.turns > 1) await runRound(contest, WARM_UP, 0)
      const last = Math.min(plan.rounds, pairs.length + plan.roundsPerOpening)
      while (pairs.length < last) {
        const freeBefore = await wait()
        const pair = await runRound(contest, criterion.turns, pairs.length)
        const free = freeBefore && (await plan.coresAreFree?.()) !== false
        if (free || repeatsLeft === 0) {
          pairs.push(pair)
          if (!free) disturbed += 1
        } else {
          repeatsLeft -= 1
        }
      }
    } finally {
      await contest.close()
    }
  }
  return { pairs, disturbed }
}

/** @returns waits until cores are free or patience ends, and says which */
function patientWait({ coresAreFree, patience, waitMillis }: RoundPlan): CoreCheck {
  let looksLeft = patience
  return async () => {
    if (coresAreFree === null) return true
    for (;;) {
      if (await coresAreFree()) return true
      if (looksLeft === 0) return false
      looksLeft -= 1
      await nodeClock.sleep(waitMillis)
    }
  }
}

/** @param offset an odd one lets the base begin */
async function runRound(contest: Contest, turns: number, offset: number): Promise<Pair> {
  const subject: Sample[] = []
  const base: Sample[] = []
  for (let turn = 0; turn < turns; turn++) {
    const subjectFirst = (turn + offset) % 2 === 0
    if (subjectFirst) subject.push(await contest.subject())
    base.push(await contest.base())
    if (!subjectFirst) subject.push(await contest.subject())
  }
  return { subject, base }
}
