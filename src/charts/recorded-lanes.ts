import { capitalised, workerName } from '../base/text.ts'
import { counted, formatMillis, formatShare } from '../base/units.ts'
import { WORKER_STATES } from '../contract/frames.ts'
import { costInWords, keptInWords } from '../contract/recording-in-words.ts'
import type { Instrument, Probe, Recording } from '../contract/run-document.ts'
import type { Shape } from './drawing.ts'
import { arrow, blockedMark, idleMark, MOST_ARROWS, ROW, runsMark, waitsMark, type HandOver } from './lane-marks.ts'
import { WORKER_NAMES_WIDTH, type Picture } from './picture.ts'
import { waitsIn, waitTable, type Wait } from './recorded-waits.ts'
import type { ChartRoles } from './roles.ts'
import { axisBetween, placingBetween, segmentsOf, TIME_AXIS_HEIGHT, type Segment } from './time-axis.ts'

const WAITS = WORKER_STATES.indexOf('waits')

/**
 * What each worker did, from every wait that it began and ended, and who woke whom. That an event loop waits is no event:
 * it is drawn as it was sampled.
 */
export function recordedLanes(
  recording: Recording,
  { atMillis, states }: Pick<Probe, 'atMillis' | 'states'>,
  variant: string,
  instruments: readonly Instrument[],
): Picture {
  const { ran, untilMillis } = recording
  const waits = waitsIn(recording)
  const handOvers = waits.flatMap(handOverOf)
  const hidden = handOvers.length > MOST_ARROWS
  const arrows = hidden ? `${counted(handOvers.length, 'arrow')} hidden` : 'arrows: from who woke to who went on'
  const asleepIn = (worker: number): boolean[] => states.map(row => row[worker] === WAITS)
  const line = states.some(row => row.includes(WAITS)) ? ', a line waits in its event loop, as sampled' : ''
  return {
    title: `What each worker did: ${variant}`,
    caption: `one probe, every wait recorded; tall runs, low and hollow is blocked, dashed with a time limit${line}; ${arrows}`,
    finding: ran.map((_, worker) => laneInWords(recording, waits, asleepIn(worker), worker)).join('; '),
    table: waitTable(waits),
    notes: notesOf(recording, instruments),
    height: ran.length * ROW + TIME_AXIS_HEIGHT,
    shapes(roles, width) {
      const [left, right] = [WORKER_NAMES_WIDTH, width]
      const place = placingBetween(0, untilMillis, left, right)
      const lanes = ran.flatMap((_, worker) => {
        const loop = segmentsOf(asleepIn(worker), atMillis, place).filter(({ value }) => value)
        return laneOf(recording, waits, loop, worker, place, roles)
      })
      const connectors = hidden ? [] : handOvers.flatMap(one => arrow(one, place(one.at), roles))
      const y = ran.length * ROW
      const scale = `1 px is ${formatMillis(untilMillis / Math.max(1, right - left))}`
      return [
        ...lanes,
        ...connectors,
        ...axisBetween(0, untilMillis, left, right, y, roles),
        { kind: 'text', x: (left + right) / 2, y: y + 12, text: scale, fill: roles.ink3, align: 'center' },
      ]
    },
  }
}

/**
 * Where states share a pixel the taller wins: a wait is drawn in the pixels that it fills, everything else runs. So a lane
 * has at most as many marks as pixels, however many waits there were.
 */
function laneOf(
  { ran, untilMillis }: Recording,
  waits: readonly Wait[],
  loop: readonly Segment<boolean>[],
  worker: number,
  place: (millis: number) => number,
  roles: ChartRoles,
): Shape[] {
  const middle = worker * ROW + ROW / 2
  const { fromMillis, toMillis } = ran[worker] ?? { fromMillis: 0, toMillis: null }
  const start = place(Math.min(fromMillis, untilMillis))
  const end = place(Math.min(toMillis ?? untilMillis, untilMillis))
  const shapes: Shape[] = [{ kind: 'text', x: 0, y: middle, text: workerName(worker), fill: roles.ink2 }]
  let cursor = start
  for (const wait of waits) {
    if (wait.worker !== worker) continue
    const from = Math.max(cursor, Math.ceil(place(wait.fromMillis)))
    const to = Math.min(end, Math.floor(place(wait.toMillis ?? untilMillis)))
    if (to - from < 1) continue
    shapes.push(...betweenWaits(cursor, from, loop, middle, roles))
    shapes.push(blockedMark(from, to, middle, wait.timed, roles))
    cursor = to
  }
  shapes.push(...betweenWaits(cursor, end, loop, middle, roles))
  const last = place(untilMillis)
  return last > end ? [...shapes, idleMark(end, last, middle, roles)] : shapes
}

/** It runs, but for when its event loop was seen to wait. */
function betweenWaits(
  start: number,
  end: number,
  loop: readonly Segment<boolean>[],
  middle: number,
  roles: ChartRoles,
): Shape[] {
  const shapes: Shape[] = []
  let cursor = start
  for (const asleep of loop) {
    const from = Math.max(cursor, Math.ceil(asleep.from))
    const to = Math.min(end, Math.floor(asleep.to))
    if (to - from < 1) continue
    if (from > cursor) shapes.push(runsMark(cursor, from, middle, roles))
    shapes.push(waitsMark(from, to, middle, roles))
    cursor = to
  }
  return end > cursor ? [...shapes, runsMark(cursor, end, middle, roles)] : shapes
}

function handOverOf({ worker, wokenBy, wokenAtMillis }: Wait): HandOver[] {
  return wokenBy === null || wokenAtMillis === null ? [] : [{ at: wokenAtMillis, from: wokenBy, to: worker }]
}

function laneInWords(
  { ran, untilMillis }: Recording,
  waits: readonly Wait[],
  asleep: readonly boolean[],
  worker: number,
): string {
  const own = waits.filter(wait => wait.worker === worker)
  const { fromMillis, toMillis } = ran[worker] ?? { fromMillis: 0, toMillis: null }
  const whole = Math.min(toMillis ?? untilMillis, untilMillis) - fromMillis
  const blocked = own.reduce((sum, wait) => sum + ((wait.toMillis ?? untilMillis) - wait.fromMillis), 0)
  const share = whole > 0 ? formatShare(Math.min(1, blocked / whole)) : 'none'
  const seen = asleep.filter(Boolean).length
  const waited =
    seen === 0 ? '' : `; its event loop was seen waiting in ${formatShare(seen / asleep.length)} of the samples`
  return `${workerName(worker)} was blocked in ${share} of its time, in ${counted(own.length, 'wait')}${waited}`
}

function notesOf(recording: Recording, instruments: readonly Instrument[]): string[] {
  const { dropped, untilMillis, ran } = recording
  const kept = keptInWords(recording)
  const whole = Math.max(untilMillis, ...ran.map(({ toMillis }) => toMillis ?? 0))
  const cut = `The picture ends where the first worker had no room left, after ${formatMillis(untilMillis)} of ${formatMillis(whole)}.`
  return [
    dropped === 0 ? `Recorded: ${kept}.` : `${kept}. ${cut}`,
    ...instruments.flatMap(own => (own.name === 'event recording' ? [`${capitalised(costInWords(own))}.`] : [])),
  ]
}
