import { listed, workerName } from '../base/text.ts'
import { formatCount, formatMillis } from '../base/units.ts'
import { resourceName } from '../contract/cycle-in-words.ts'
import type { Resource, ResourceKind, WaitSample } from '../contract/wait-graph.ts'
import { textWidth } from './drawing.ts'
import { shortNames } from './short-names.ts'
import { NOWHERE, resourceKey, waitLayout, workerKey, type Chain, type Place, type Ring } from './wait-graph-layout.ts'
import { CIRCLE, DIAMOND, route, SQUARE, type Route } from './wait-graph-routes.ts'
import { captionOf, findingOf, nodeWords, ownersOf } from './wait-graph-words.ts'

/** One look at who waits for whom. */
export interface WaitMoment {
  /** 0-based; negative while warming up. */
  readonly trial: number
  readonly resources: readonly Resource[]
  readonly sample: WaitSample
}

/** Locks have owners, semaphores permits, everything else is a signal that nobody owns. */
export type NodeKind = 'worker' | 'lock' | 'semaphore' | 'signal'

export interface GraphNode {
  readonly key: string
  readonly kind: NodeKind
  readonly x: number
  readonly y: number
  /** Inside the mark. */
  readonly short: string
  /** As it is spoken. */
  readonly name: string
  /** `plain` is everybody before anything is proved. */
  readonly part: 'cycle' | 'bystander' | 'plain'
  /** It has left its kernel and still holds something. */
  readonly abandoned: boolean
  /** Written at it: the time in a worker's wait, above unless a line comes in there; a semaphore's permits, below. */
  readonly above: string
  readonly below: string
  /** The whole name, where there is room for it. */
  readonly beside: string
  /** What the lines at it mean, without figures. */
  readonly words: string
}

export interface GraphEdge {
  readonly key: string
  readonly kind: 'waits' | 'holds'
  /** Waits lead from the worker to the resource, holds from the resource to its owner. */
  readonly from: string
  readonly to: string
  readonly timed: boolean
  readonly proved: boolean
  /** Among so many locks that one is not awaited: its line is drawn when a reader picks it out, its owner is written at it. */
  readonly quiet: boolean
  /** The time in the wait; empty for holds. */
  readonly time: string
  readonly route: Route
}

/** The wait-for picture as page, SVG file and DOT file have it. */
export interface WaitGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** What stands under the line that closes a cycle. */
  readonly closings: readonly { readonly x: number; readonly y: number; readonly text: string }[]
  readonly width: number
  readonly height: number
  readonly proved: boolean
  readonly caption: string
  /** For those who do not see it. */
  readonly finding: string
  /** Resources that nobody holds or waits for, where there are too many to draw all. */
  readonly notDrawn: number
}

/** Up to so many resources are drawn whether or not anybody has to do with them. */
const ALL_DRAWN = 24
/** Lines to marks of a row end side by side, not on one another. */
const SIDE_BY_SIDE = 4

const KIND: Readonly<Record<ResourceKind, NodeKind>> = {
  mutex: 'lock',
  'rw-lock': 'lock',
  reader: 'lock',
  semaphore: 'semaphore',
  event: 'signal',
  condition: 'signal',
  channel: 'signal',
  barrier: 'signal',
  word: 'signal',
}

/** @param rings what stands in rows: the cycles that are or were proved among these names; it draws nothing bold */
export function waitForGraph(moment: WaitMoment, rings: readonly Ring[], width: number): WaitGraph {
  const { resources, sample } = moment
  const workers = workersIn(sample)
  const layout = waitLayout(workers, resources, rings, width)
  const proved = ringsOf(moment)
  const members = membersOf(proved)
  const part = (key: string): GraphNode['part'] =>
    proved.length === 0 ? 'plain' : members.has(key) ? 'cycle' : 'bystander'
  const touched = new Set([...sample.waits, ...sample.holds].map(({ resource }) => resource))
  const drawn = resources.flatMap((resource, index) =>
    resources.length <= ALL_DRAWN || touched.has(index) ? [{ ...resource, index }] : [],
  )
  const shorts = shortNames(resources.map(({ name, kind }) => ({ name, room: KIND[kind] === 'signal' ? 3 : 4 })))
  const placed = (key: string): Place => layout.places.get(key) ?? NOWHERE

  const standing = Array.from({ length: workers }, (_, worker): GraphNode => {
    const key = workerKey(worker)
    const wait = sample.waits.find(one => one.worker === worker)
    const time = wait === undefined ? '' : timeOf(sample, wait, wait.timed && !layout.dense ? 'timed, ' : '')
    const gone = sample.left.some(one => one.worker === worker)
    return {
      ...at(placed(key)),
      key,
      kind: 'worker',
      short: workerName(worker),
      name: workerName(worker),
      part: part(key),
      abandoned: gone && sample.holds.some(one => one.worker === worker),
      above: placed(key).turned ? '' : time,
      below: placed(key).turned ? time : '',
      beside: '',
      words: nodeWords(moment, { worker }),
    }
  })
  const lying = drawn.map(({ name, kind, index }): GraphNode => {
    const key = resourceKey(name)
    const permits = sample.permits.find(({ resource }) => resource === index)
    const short = shorts.get(name) ?? name
    const beside = layout.roomBeside && placed(key).chain === null && short !== name ? resourceName(name) : ''
    const owner = isQuiet(moment, index) ? listed(ownersOf(sample, index).map(workerName)) : ''
    return {
      ...at(placed(key)),
      key,
      kind: KIND[kind],
      short,
      beside,
      name: resourceName(name),
      part: part(key),
      abandoned: false,
      above: '',
      below: permits === undefined ? owner : `${formatCount(permits.free)} free`,
      words: nodeWords(moment, { resource: index }),
    }
  })
  const closings = closingsOf(proved, placed)
  return {
    nodes: [...standing, ...lying],
    edges: edgesOf(moment, proved, placed, !layout.dense),
    closings,
    width: Math.max(
      layout.width,
      ...lying.map(({ x, beside }) => (beside === '' ? 0 : x + 34 + textWidth(beside))),
      ...closings.map(({ x, text }) => x + 6 + textWidth(text)),
    ),
    height: layout.height,
    proved: proved.length > 0,
    caption: captionOf(moment, drawn, { proved: proved.length > 0, quiet: resources.length > ALL_DRAWN }),
    finding: findingOf(moment, proved),
    notDrawn: resources.length - drawn.length,
  }
}

/** Workers of a look; those without a step of their own are known by what they hold or wait for. */
function workersIn({ steps, waits, holds }: WaitSample): number {
  return Math.max(steps.length, ...[...waits, ...holds].map(({ worker }) => worker + 1))
}

/** The proved cycles of a look, with what each member waits for. */
export function ringsOf({ resources, sample }: Pick<WaitMoment, 'resources' | 'sample'>): Ring[] {
  return sample.cycles.map(cycle =>
    cycle.flatMap(worker => {
      const wait = sample.waits.find(one => one.worker === worker)
      const name = wait === undefined ? undefined : resources[wait.resource]?.name
      return name === undefined ? [] : [{ worker, waitsFor: name }]
    }),
  )
}

function membersOf(rings: readonly Ring[]): ReadonlySet<string> {
  return new Set(rings.flat().flatMap(({ worker, waitsFor }) => [workerKey(worker), resourceKey(waitsFor)]))
}

function edgesOf(
  { resources, sample }: WaitMoment,
  rings: readonly Ring[],
  placed: (key: string) => Place,
  upright: boolean,
) {
  const proved = new Set(
    rings.flatMap(ring =>
      ring.flatMap(({ worker, waitsFor }, index) => {
        const next = ring[(index + 1) % ring.length] ?? { worker }
        return [edgeKey('waits', worker, waitsFor), edgeKey('holds', next.worker, waitsFor)]
      }),
    ),
  )
  const lines = [
    ...sample.holds.map(hold => ({ ...hold, kind: 'holds' as const, timed: false, time: '' })),
    ...sample.waits.map(wait => ({ ...wait, kind: 'waits' as const, time: timeOf(sample, wait, '') })),
  ]
  return lines.flatMap(({ kind, worker, resource, timed, time }, number): GraphEdge[] => {
    const of = resources[resource]
    if (of === undefined) return []
    const key = edgeKey(kind, worker, of.name)
    const person = { ...placed(workerKey(worker)), half: CIRCLE }
    const thing = { ...placed(resourceKey(of.name)), half: halfOf(KIND[of.kind]) }
    const [from, to] = kind === 'waits' ? [person, thing] : [thing, person]
    const closing = kind === 'holds' && closes(thing, person)
    const bold = proved.has(key)
    const shift = bold ? 0 : (kind === 'waits' ? 1 : -1) * (5 + (number % SIDE_BY_SIDE))
    return [
      {
        key,
        kind,
        from: kind === 'waits' ? workerKey(worker) : resourceKey(of.name),
        to: kind === 'waits' ? resourceKey(of.name) : workerKey(worker),
        timed,
        proved: bold,
        quiet: kind === 'holds' && isQuiet({ resources, sample }, resource),
        time,
        route: route(from, to, { shift, closing, number, upright }),
      },
    ]
  })
}

/** A lock that somebody holds and nobody wants, where there are so many that their lines would hide the others. */
function isQuiet({ resources, sample }: Pick<WaitMoment, 'resources' | 'sample'>, resource: number): boolean {
  return resources.length > ALL_DRAWN && !sample.waits.some(wait => wait.resource === resource)
}

/** Whether a line from the last mark of a chain leads to its first one. */
function closes(last: Place, first: Place): boolean {
  return last.chain !== null && last.chain === first.chain && first.step === 0 && last.step === last.chain.length - 1
}

function closingsOf(rings: readonly Ring[], placed: (key: string) => Place): WaitGraph['closings'] {
  return rings.flatMap(ring => {
    const [first, last] = [ring[0], ring.at(-1)]
    if (first === undefined || last === undefined) return []
    const [begin, end] = [placed(workerKey(first.worker)), placed(resourceKey(last.waitsFor))]
    const { chain } = begin
    if (chain === null || chain !== end.chain) return []
    const text = `${resourceName(last.waitsFor)} is held by ${workerName(first.worker)}: the cycle closes`
    return [{ ...underLine(chain, begin, end), text }]
  })
}

function underLine({ rows, bottom, lane }: Chain, begin: Place, end: Place): { x: number; y: number } {
  return rows === 1 ? { x: Math.min(begin.x, end.x), y: bottom + 71 } : { x: lane + 14, y: bottom + 64 }
}

function edgeKey(kind: GraphEdge['kind'], worker: number, resource: string): string {
  return `${String(worker)} ${kind} ${resource}`
}

/** A wait that no look has found before has no time yet. */
function timeOf({ atMillis }: WaitSample, wait: { readonly sinceMillis: number }, before: string): string {
  const waited = atMillis - wait.sinceMillis
  return `${before}${waited > 0 ? formatMillis(waited) : 'new'}`
}

function halfOf(kind: NodeKind): number {
  return kind === 'worker' ? CIRCLE : kind === 'signal' ? DIAMOND : SQUARE
}

function at({ x, y }: Place): { x: number; y: number } {
  return { x, y }
}
