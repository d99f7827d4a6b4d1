import { nodeClock } from '../../src/node/clock.ts'
import type { CoreCheck } from './core-check.ts'
import type { Comparison, Contest, Pair, Round, Sample } from './criterion.ts'

export interface RoundPlan {
  readonly rounds: number
  /** Both sides are opened anew after so many rounds. */
  readonly roundsPerOpening: number
  /** Asked before and after each round; null = nobody can tell. */
  readonly coresAreFree: CoreCheck | null
  /** Looks for free cores that a comparison may wait through, and rounds that it may repeat. */
  readonly patience: number
  /** Between two looks. */
  readonly waitMillis: number
}

export interface Rounds {
  readonly rounds: readonly Round[]
  /** Rounds that count although other work held a core before or after them: all patience was used up. */
  readonly disturbed: number
}

/** Unrecorded measurements of each side after each opening: compilers work while code runs. */
const WARM_UP = 4

/**
 * Runs a comparison's rounds. Within a round the sides of each contest take turns, subject then base, base then subject, and so on, so
 * that a drift of the machine falls on both alike; what they need over all their turns is the round's pair.
 *
 * Every few rounds both sides start afresh. Where a thread's code and stack happen to lie shifts a loop by some percent
 * for as long as that thread lives; one opening would repeat the same accident in every round.
 *
 * A round begins when the cores are free. If one is taken at its end, it is repeated, whatever it measured, as long as
 * patience lasts.
 */
export async function runRounds({ turns, open }: Comparison, plan: RoundPlan): Promise<Rounds> {
  const wait = patientWait(plan)
  const rounds: Round[] = []
  let repeatsLeft = Math.min(plan.rounds, plan.patience)
  let disturbed = 0
  while (rounds.length < plan.rounds) {
    const opened = await open()
    let wereFree = false
    try {
      if (turns > 1) await runRound(opened.contests, WARM_UP, 0)
      const last = Math.min(plan.rounds, rounds.length + plan.roundsPerOpening)
      while (rounds.length < last) {
        // Found free at the end of the last round is found free at the beginning of this one.
        const freeBefore = wereFree || (await wait())
        const round = await runRound(opened.contests, turns, rounds.length)
        wereFree = (await plan.coresAreFree?.()) !== false
        const free = freeBefore && wereFree
        if (free || repeatsLeft === 0) {
          rounds.push(round)
          if (!free) disturbed += 1
        } else {
          repeatsLeft -= 1
        }
      }
    } finally {
      await opened.close()
    }
  }
  return { rounds, disturbed }
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

/** @param offset an odd one lets the bases begin */
async function runRound(contests: readonly Contest[], turns: number, offset: number): Promise<Round> {
  const round: Pair[] = []
  for (const contest of contests) round.push(await runTurns(contest, turns, offset))
  return round
}

async function runTurns(contest: Contest, turns: number, offset: number): Promise<Pair> {
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
