import { workerName } from '../base/text.ts'
import { formatShare } from '../base/units.ts'
import { WORKER_STATES, type WorkerState } from '../contract/frames.ts'
import type { Probe } from '../contract/run-document.ts'
import type { Shape } from './drawing.ts'
import { arrow, blockedMark, idleMark, MOST_ARROWS, ROW, runsMark, waitsMark, type HandOver } from './lane-marks.ts'
import { WORKER_NAMES_WIDTH, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { placing, sampledCaption, segmentsOf, timeAxis, TIME_AXIS_HEIGHT, type Segment } from './time-axis.ts'

/** What each worker did, moment by moment, and who let whom go on, as it was sampled. */
export function threadLanes(probe: Probe, variant: string): Picture {
  const { atMillis, states } = probe
  const workers = states[0]?.length ?? probe.perWorker.length
  const shares = Array.from({ length: workers }, (_, worker) => sharesOf(states.map(row => stateAt(row[worker]))))
  const handOvers = handOversOf(probe)
  const hidden = handOvers.length > MOST_ARROWS ? `; ${String(handOvers.length)} hand-overs seen, no arrows drawn` : ''
  const line = shares.some(({ waits }) => waits > 0) ? ', a line waits in its event loop' : ''
  return {
    title: `What each worker did: ${variant}`,
    caption: `tall runs${line}, low and hollow is blocked, arrows: from who released to who went on; ${sampledCaption(atMillis)}${hidden}`,
    finding: shares.map((share, worker) => `${workerName(worker)} ${inWords(share)}`).join('; '),
    table: {
      caption: 'share of the samples in which each worker was seen in each state',
      columns: ['worker', 'runs', 'waits', 'blocked', 'done', 'other'],
      rows: shares.map(({ runs, waits, blocked, done, other }, worker) => [
        workerName(worker),
        ...[runs, waits, blocked, done, other].map(formatShare),
      ]),
    },
    height: workers * ROW + TIME_AXIS_HEIGHT,
    shapes(roles, width) {
      const place = placing(atMillis, WORKER_NAMES_WIDTH, width)
      const lanes = Array.from({ length: workers }, (_, worker): Shape[] => {
        const middle = worker * ROW + ROW / 2
        const segments = segmentsOf(
          states.map(row => stateAt(row[worker])),
          atMillis,
          place,
        )
        return [
          { kind: 'text', x: 0, y: middle, text: workerName(worker), fill: roles.ink2 },
          ...segments.flatMap(segment => stateMark(segment, middle, roles)),
        ]
      })
      const arrows = handOvers.length > MOST_ARROWS ? [] : handOvers.flatMap(one => arrow(one, place(one.at), roles))
      return [...lanes.flat(), ...arrows, ...timeAxis(atMillis, WORKER_NAMES_WIDTH, width, workers * ROW, roles)]
    },
  }
}

function stateMark({ value, from, to }: Segment<WorkerState>, middle: number, roles: ChartRoles): Shape[] {
  switch (value) {
    case 'runs':
      return [runsMark(from, to, middle, roles)]
    case 'waits':
      return [waitsMark(from, to, middle, roles)]
    case 'blocked':
      return [blockedMark(from, to, middle, false, roles)]
    case 'threw':
      return [
        { kind: 'line', x1: from, x2: Math.max(from + 1, to), y1: middle, y2: middle, stroke: roles.bad, width: 2 },
      ]
    case 'parked':
    case 'at the start line':
    case 'finished':
      return [idleMark(from, to, middle, roles)]
  }
}

const BLOCKED = WORKER_STATES.indexOf('blocked')

/** As sampled: the lock had one owner, then another, which was seen blocked before. */
function handOversOf({ atMillis, states, owners }: Probe): HandOver[] {
  return owners.flatMap(({ owners: holders }) =>
    holders.flatMap((to, index) => {
      const from = holders[index - 1] ?? -1
      const waited = states[index - 1]?.[to] === BLOCKED
      return index > 0 && from >= 0 && to >= 0 && from !== to && waited ? [{ at: atMillis[index] ?? 0, from, to }] : []
    }),
  )
}

interface Shares {
  readonly runs: number
  readonly waits: number
  readonly blocked: number
  readonly done: number
  readonly other: number
}

function sharesOf(states: readonly WorkerState[]): Shares {
  const share = (...those: readonly WorkerState[]): number =>
    states.length === 0 ? 0 : states.filter(one => those.includes(one)).length / states.length
  return {
    runs: share('runs'),
    waits: share('waits'),
    blocked: share('blocked'),
    done: share('finished'),
    other: share('parked', 'at the start line', 'threw'),
  }
}

function inWords({ runs, waits, blocked }: Shares): string {
  const waiting = waits === 0 ? '' : `, waiting in ${formatShare(waits)}`
  return `was seen running in ${formatShare(runs)} of the samples${waiting}, blocked in ${formatShare(blocked)}`
}

function stateAt(index: number | undefined): WorkerState {
  return WORKER_STATES[index ?? 0] ?? 'parked'
}
