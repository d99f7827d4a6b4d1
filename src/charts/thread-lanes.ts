import { workerName } from '../base/text.ts'
import { formatShare } from '../base/units.ts'
import { WORKER_STATES, type WorkerState } from '../contract/frames.ts'
import type { Probe } from '../contract/run-document.ts'
import { crisp, type Shape } from './drawing.ts'
import { WORKER_NAMES_WIDTH, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { placing, sampledCaption, segmentsOf, timeAxis, TIME_AXIS_HEIGHT, type Segment } from './time-axis.ts'

const ROW = 26
const TALL = 14
const LOW = 6
/** More cannot be told apart. */
const MOST_ARROWS = 200

/** A lock that went from one worker to another that had waited for it. */
interface HandOver {
  readonly at: number
  readonly from: number
  readonly to: number
}

/** What each worker did, moment by moment, and who let whom go on. */
export function threadLanes(probe: Probe, variant: string): Picture {
  const { atMillis, states } = probe
  const workers = states[0]?.length ?? probe.perWorker.length
  const shares = Array.from({ length: workers }, (_, worker) => sharesOf(states.map(row => stateAt(row[worker]))))
  const handOvers = handOversOf(probe)
  const hidden = handOvers.length > MOST_ARROWS ? `; ${String(handOvers.length)} hand-overs seen, no arrows drawn` : ''
  return {
    title: `What each worker did: ${variant}`,
    caption: `tall runs, low and hollow is blocked, arrows: from who released to who went on; ${sampledCaption(atMillis)}${hidden}`,
    finding: shares.map((share, worker) => `${workerName(worker)} ${inWords(share)}`).join('; '),
    table: {
      caption: 'share of the samples in which each worker was seen in each state',
      columns: ['worker', 'runs', 'blocked', 'done', 'other'],
      rows: shares.map(({ runs, blocked, done, other }, worker) => [
        workerName(worker),
        ...[runs, blocked, done, other].map(formatShare),
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
          ...segments.flatMap(segment => laneMark(segment, middle, roles)),
        ]
      })
      const arrows = handOvers.length > MOST_ARROWS ? [] : handOvers.flatMap(one => arrow(one, place, roles))
      return [...lanes.flat(), ...arrows, ...timeAxis(atMillis, WORKER_NAMES_WIDTH, width, workers * ROW, roles)]
    },
  }
}

function laneMark({ value, from, to }: Segment<WorkerState>, middle: number, roles: ChartRoles): Shape[] {
  const width = Math.max(1, to - from)
  switch (value) {
    case 'runs':
      return [{ kind: 'rect', x: from, y: middle - TALL / 2, width, height: TALL, fill: roles.run }]
    case 'blocked': {
      const y = middle + TALL / 2 - LOW
      return [{ kind: 'rect', x: from, y, width, height: LOW, fill: roles.page, stroke: roles.blocked }]
    }
    case 'threw':
      return [{ kind: 'line', x1: from, x2: to, y1: middle, y2: middle, stroke: roles.bad, width: 2 }]
    case 'parked':
    case 'at the start line':
    case 'finished':
      return [{ kind: 'line', x1: from, x2: to, y1: crisp(middle), y2: crisp(middle), stroke: roles.line }]
  }
}

function arrow({ at, from, to }: HandOver, place: (millis: number) => number, roles: ChartRoles): Shape[] {
  const x = place(at)
  const [y1, y2] = [from * ROW + ROW / 2, to * ROW + ROW / 2]
  const tip = y2 > y1 ? -4 : 4
  return [
    { kind: 'circle', x, y: y1, radius: 2, fill: roles.ink3 },
    { kind: 'line', x1: x, x2: x, y1, y2, stroke: roles.ink3 },
    {
      kind: 'polygon',
      points: [
        [x, y2],
        [x - 3, y2 + tip],
        [x + 3, y2 + tip],
      ],
      fill: roles.ink3,
    },
  ]
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
  readonly blocked: number
  readonly done: number
  readonly other: number
}

function sharesOf(states: readonly WorkerState[]): Shares {
  const share = (state: WorkerState): number =>
    states.length === 0 ? 0 : states.filter(one => one === state).length / states.length
  const [runs, blocked, done] = [share('runs'), share('blocked'), share('finished')]
  return { runs, blocked, done, other: states.length === 0 ? 0 : Math.max(0, 1 - runs - blocked - done) }
}

function inWords({ runs, blocked }: Shares): string {
  return `was seen running in ${formatShare(runs)} of the samples, blocked in ${formatShare(blocked)}`
}

function stateAt(index: number | undefined): WorkerState {
  return WORKER_STATES[index ?? 0] ?? 'parked'
}
