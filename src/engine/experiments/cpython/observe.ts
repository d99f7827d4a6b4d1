import { medianOf } from '../../../base/median.ts'
import type { ComparedRun } from '../../../contract/comparison.ts'
import { PROGRAMS, roundsOf, type ProgramName } from './programs.ts'
import { isUnforeseen, isWrong } from './rows.ts'
import type { Heard, HeardAll } from './said.ts'

export type Seen = {
  /** That have a result. */
  readonly interpreters: number
  /** That have none, though they were started. */
  readonly failed: number
  /** Whose result was wrong at least once. */
  readonly lostOn: number
  /** Of these: where no way to it is known. */
  readonly unforeseen: number
  /** On all interpreters. */
  readonly runs: number
  readonly wrong: number
  /** Runs, of interpreters and the lab, that expected something else. */
  readonly otherWork: number
  /** Runs that came to more than expected. */
  readonly tooMuch: number
  readonly labRuns: number
  readonly labRounds: number
  /** Where that must not happen. */
  readonly labWrong: number
  /** Medians, ms and ratios; 0 where there are none. */
  readonly newestWall: number
  readonly labWall: number
  readonly newestSpeedUp: number
  readonly labSpeedUp: number
}

interface Sizes {
  readonly workers: number
  readonly additions: number
  readonly rounds: number
}

/** What a trial came to. @param program undefined where the conductor did not even begin */
export function observe(
  program: ProgramName | undefined,
  { heard }: HeardAll,
  lab: readonly ComparedRun[],
  sizes: Sizes,
): Seen {
  const ran = heard.filter(({ why }) => why === null)
  const runs = ran.flatMap(own => own.runs)
  const races = program !== undefined && PROGRAMS[program].races
  const all = [...runs, ...lab]
  const expected = expectedBy(program, lab, sizes)
  const isLost = (own: Heard): boolean => own.runs.some(isWrong)
  const newest = ran.at(-1)?.runs ?? []
  return {
    interpreters: ran.length,
    failed: heard.length - ran.length,
    lostOn: ran.filter(isLost).length,
    unforeseen: program === undefined ? 0 : ran.filter(own => isUnforeseen(program, own)).length,
    runs: runs.length,
    wrong: runs.filter(isWrong).length,
    otherWork: all.filter(run => run.expected !== expected).length,
    tooMuch: all.filter(run => run.actual > run.expected).length,
    labRuns: lab.length,
    labRounds: program === undefined ? 0 : roundsOf(program, sizes),
    labWrong: races ? 0 : lab.filter(isWrong).length,
    newestWall: medianOf(newest.map(run => run.wallMillis)) ?? 0,
    labWall: medianOf(lab.map(run => run.wallMillis)) ?? 0,
    newestSpeedUp: speedUpOf(newest),
    labSpeedUp: speedUpOf(lab),
  }
}

/** By the parameters where they say it; sums of roots are what the lab's serial part came to. */
function expectedBy(
  program: ProgramName | undefined,
  lab: readonly ComparedRun[],
  { workers, additions }: Sizes,
): number | undefined {
  if (program === undefined) return undefined
  const { size } = PROGRAMS[program]
  if (size === 'additions') return workers * additions
  return size === 'waitMillis' ? workers : lab[0]?.expected
}

function speedUpOf(runs: readonly ComparedRun[]): number {
  const ratios = runs.flatMap(({ serialMillis, wallMillis }) =>
    serialMillis === null || wallMillis === 0 ? [] : [serialMillis / wallMillis],
  )
  return medianOf(ratios) ?? 0
}
