import { counted, formatCount, groupedDigits } from '../../../base/units.ts'
import { shareOfAll } from '../../../contract/exploration-in-words.ts'
import type { Exploration, Standstills } from '../../../contract/exploration.ts'
import { outsideOf } from '../../../contract/overlay-in-words.ts'
import type { Overlay } from '../../../contract/overlay.ts'
import type { Grade } from '../../../contract/words.ts'

/** One end of a model, for tables and questions. */
export interface EndRow {
  readonly kind: 'outcome' | 'deadlock' | 'stall'
  /** `lost 2`, `DEADLOCK` */
  readonly label: string
  readonly name: string
  readonly value: number | null
  readonly grade: Grade
  /** In groups of digits; empty where they were not counted. */
  readonly schedules: string
  readonly share: string
  readonly fewestPreemptions: number | null
  /** One schedule that ends so; null where none was found. */
  readonly schedule: string | null
}

const STANDSTILLS = { deadlock: 'DEADLOCK', stall: 'STALLED' } as const

/** All ends that were found, those that were only seen, and both kinds of standstill, found or not. */
export function endRows(exploration: Exploration, overlay: Overlay | null): EndRow[] {
  const { outcomes, deadlocks, stalls } = exploration
  return [
    ...outcomes.map(({ name, value, grade, schedules, fewestPreemptions, schedule }): EndRow => ({
      kind: 'outcome',
      label: endLabel('outcome', name, value),
      name,
      value,
      grade,
      ...countsOf(schedules, exploration),
      fewestPreemptions,
      schedule,
    })),
    ...outsideOf(exploration, overlay).map(({ name, value }): EndRow => ({
      kind: 'outcome',
      label: endLabel('outcome', name, value),
      name,
      value,
      grade: overlay?.atomicsOnly === true ? 'forbidden' : 'interesting',
      schedules: '',
      share: '',
      fewestPreemptions: null,
      schedule: null,
    })),
    standstillRow('deadlock', deadlocks, exploration),
    standstillRow('stall', stalls, exploration),
  ]
}

export function endLabel(kind: EndRow['kind'], name: string, value: number | null): string {
  if (kind !== 'outcome') return STANDSTILLS[kind]
  return value === null ? name : `${name} ${String(value)}`
}

function standstillRow(kind: 'deadlock' | 'stall', found: Standstills, exploration: Exploration): EndRow {
  const { schedules, fewestPreemptions, schedule, grade } = found
  const row = { kind, label: STANDSTILLS[kind], name: kind, value: null, grade, fewestPreemptions, schedule }
  return { ...row, ...countsOf(schedules, exploration) }
}

function countsOf(schedules: string | null, exploration: Exploration): Pick<EndRow, 'schedules' | 'share'> {
  return { schedules: schedules === null ? '' : groupedDigits(schedules), share: shareOfAll(schedules, exploration) }
}

/** Of what this variant should not come to, the end that is hardest to reach. */
function hardestBadEnd(exploration: Exploration): EndRow | null {
  const bad = endRows(exploration, null).filter(({ grade, schedule }) => grade !== 'acceptable' && schedule !== null)
  const [first = null, ...others] = bad
  return others.reduce(
    (hardest, row) => ((row.fewestPreemptions ?? 0) > (hardest?.fewestPreemptions ?? 0) ? row : hardest),
    first,
  )
}

/** What the search came to, in a sentence. */
export function headlineOf(exploration: Exploration, overlay: Overlay | null): string {
  const bad = hardestBadEnd(exploration)
  if (bad !== null && overlay !== null && overlay.rounds > 0 && seenIn(overlay, { row: bad }) === 0)
    return `${possible(bad)} is possible, and ${counted(overlay.rounds, 'round')} on real threads never showed it.`
  if (bad !== null) return `${possible(bad)} is possible${howOften(bad)}.`
  if (exploration.complete) return 'Every schedule ends well.'
  return `Search stopped at ${counted(exploration.states, 'state')}. Not reached is not impossible.`
}

function possible({ value, label, kind }: EndRow): string {
  if (kind !== 'outcome') return `A ${kind}`
  return value === null ? `“${label}”` : formatCount(value)
}

function howOften({ schedules, share, fewestPreemptions }: EndRow): string {
  const of = schedules === '' ? '' : `: ${schedules} ${schedules === '1' ? 'schedule' : 'schedules'}, ${share},`
  if (fewestPreemptions === null) return of.replace(/,$/, '')
  const least = fewestPreemptions === 0 ? 'no preemption' : `at least ${counted(fewestPreemptions, 'preemption')}`
  return `${of === '' ? ',' : of} with ${least}`
}

/** One place of the axis of final values. */
export interface AxisCell {
  readonly label: string
  readonly row: EndRow | null
}

/** More places than this are a table's business. */
const MOST_CELLS = 24

/** The values that can come out, and the nearest that cannot; empty where ends are no numbers, or too many. */
export function axisCells(exploration: Exploration, overlay: Overlay | null): AxisCell[] {
  const rows = endRows(exploration, overlay).filter(({ kind }) => kind === 'outcome')
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]))
  if (values.length === 0 || values.length < rows.length) return []
  const top = Math.max(...values)
  if (Math.min(...values) < 0 || top + 3 > MOST_CELLS) return []
  const cells = Array.from({ length: top + 2 }, (_, value) => ({
    label: String(value),
    row: rows.find(row => row.value === value) ?? null,
  }))
  return [...cells, { label: `${String(top + 2)}+`, row: null }]
}

/** In how many rounds real threads came to an end; null before they ran. */
export function seenIn(overlay: Overlay | null, { row }: Pick<AxisCell, 'row'>): number | null {
  if (overlay === null) return null
  return overlay.seen.find(({ name, value }) => name === row?.name && value === row.value)?.rounds ?? 0
}
