import type { Exploration, ExploredOutcome, Standstills } from '../../contract/exploration.ts'
import type { Replay, ReplayEnd } from '../../contract/replay.ts'
import type { Grade } from '../../contract/words.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { End } from '../explore/steps/machine.ts'
import type { Replayed } from '../explore/steps/replay.ts'
import type { Explored, ExploredEnd } from '../explore/steps/step-explorer.ts'

/** What an end of a model means: models name outcomes as their experiments do. */
type GradeOf = (kind: ExploredEnd['kind'], name: string) => Grade

/**
 * What was found with its grades, as every shell shows it.
 * @param declared the experiment that it is the model of; none for a model of one's own
 */
export function gradedExploration(explored: Explored, declared: Experiment | undefined): Exploration {
  const { experiment, variant, params, states, schedules, cyclic, cut, preemptions, reduced, ends } = explored
  const gradeOf = gradesOf(explored, declared)
  return {
    schema: 'interleave.exploration/1',
    experiment,
    variant,
    params,
    states,
    schedules: schedules?.toString() ?? null,
    cyclic,
    complete: cut === null,
    cut,
    completeBelowPreemptions: cut === null || reduced ? null : preemptions,
    reduced,
    outcomes: ends
      .filter(({ kind }) => kind === 'outcome')
      .map(end => outcomeOf(end, gradeOf))
      .toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0)),
    deadlocks: standstillsOf('deadlock', explored, gradeOf),
    stalls: standstillsOf('stall', explored, gradeOf),
  }
}

/** The same for a replay. */
export function gradedReplay({ end, ends, grades, ...replayed }: Replayed, declared: Experiment | undefined): Replay {
  const gradeOf = gradesOf({ ...replayed, grades }, declared)
  const graded = (one: End): ReplayEnd => ({ ...one, grade: gradeOf(one.kind, one.name) })
  return {
    schema: 'interleave.replay/1',
    ...replayed,
    steps: [...replayed.steps],
    end: end === null ? null : graded(end),
    ends: ends?.map(graded) ?? null,
  }
}

function outcomeOf(
  { name, value, schedules, fewestPreemptions, schedule }: ExploredEnd,
  gradeOf: GradeOf,
): ExploredOutcome {
  return {
    name,
    grade: gradeOf('outcome', name),
    value,
    schedules: schedules?.toString() ?? null,
    fewestPreemptions,
    schedule,
  }
}

function standstillsOf(kind: 'deadlock' | 'stall', { ends, schedules, cut }: Explored, gradeOf: GradeOf): Standstills {
  const grade = gradeOf(kind, kind)
  const found = ends.find(end => end.kind === kind)
  if (found === undefined) {
    const none = cut === null && schedules !== null ? '0' : null
    return { states: 0, schedules: none, fewestPreemptions: null, schedule: null, grade }
  }
  const { states, fewestPreemptions, schedule } = found
  return { states, schedules: found.schedules?.toString() ?? null, fewestPreemptions, schedule, grade }
}

/** An outcome that nobody declared is forbidden, and so are a deadlock and a stall. */
function gradesOf(
  { variant, grades }: Pick<Explored, 'variant' | 'grades'>,
  experiment: Experiment | undefined,
): GradeOf {
  if (grades !== null) return (_kind, name) => grades[name] ?? 'forbidden'
  const declared = experiment?.outcomes(variant) ?? []
  return (kind, name) => {
    const state = kind === 'outcome' ? null : kind === 'deadlock' ? 'deadlocked' : 'stalled'
    const match = declared.find(outcome => (state === null ? outcome.name === name : outcome.state === state))
    return match?.grade ?? 'forbidden'
  }
}
