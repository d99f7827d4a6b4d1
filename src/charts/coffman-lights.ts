import { workerName } from '../base/text.ts'
import type { Resource, ResourceKind, WaitSample } from '../contract/wait-graph.ts'
import { nameAt, ownersOf } from './wait-graph-words.ts'

/** One of the four conditions that a deadlock needs, as it is right now. */
export interface CoffmanLight {
  readonly name: 'Mutual exclusion' | 'Hold and wait' | 'No preemption' | 'Circular wait'
  readonly on: boolean
  /** What makes it so right now. */
  readonly fact: string
  /** What would switch it off for good. */
  readonly remedy: string
}

const OWNED: ReadonlySet<ResourceKind> = new Set(['mutex', 'rw-lock', 'reader'])

interface Looked {
  readonly resources: readonly Resource[]
  readonly sample: WaitSample
}

/** Whether each of Coffman's four conditions holds in one look, and why. Nothing but the look is asked. */
export function coffmanLights(looked: Looked): CoffmanLight[] {
  return [mutualExclusion(looked), holdAndWait(looked), noPreemption(looked), circularWait(looked)]
}

type Wait = WaitSample['waits'][number]

/** Waits for a lock that somebody has. */
function blockedWaits({ resources, sample }: Looked): (Wait & { readonly owner: number })[] {
  return sample.waits.flatMap(wait => {
    const kind = resources[wait.resource]?.kind
    const [owner] = ownersOf(sample, wait.resource)
    return kind !== undefined && OWNED.has(kind) && owner !== undefined ? [{ ...wait, owner }] : []
  })
}

function mutualExclusion(looked: Looked): CoffmanLight {
  const [wait] = blockedWaits(looked)
  return {
    name: 'Mutual exclusion',
    on: wait !== undefined,
    fact:
      wait === undefined
        ? 'nobody waits for a lock that somebody has'
        : `${workerName(wait.owner)} has ${nameAt(looked.resources, wait.resource)} for itself while ${workerName(wait.worker)} wants it`,
    remedy: 'let it be shared, or need no lock',
  }
}

function holdAndWait({ resources, sample }: Looked): CoffmanLight {
  const both = sample.waits.flatMap(wait => {
    const held = sample.holds.find(({ worker }) => worker === wait.worker)
    return held === undefined ? [] : [{ ...wait, held: held.resource }]
  })
  const [one] = both
  const more = both.length < 2 ? '' : `, and ${String(both.length - 1)} more do so`
  return {
    name: 'Hold and wait',
    on: one !== undefined,
    fact:
      one === undefined
        ? 'nobody who holds something waits'
        : `${workerName(one.worker)} holds ${nameAt(resources, one.held)} and waits for ${nameAt(resources, one.resource)}${more}`,
    remedy: 'take all at once or none',
  }
}

function noPreemption(looked: Looked): CoffmanLight {
  const waits = blockedWaits(looked)
  const wait = waits.find(({ timed }) => !timed)
  const name = wait === undefined ? '' : nameAt(looked.resources, wait.resource)
  return {
    name: 'No preemption',
    on: wait !== undefined,
    fact:
      wait !== undefined
        ? `${workerName(wait.worker)} waits without a time limit, and nobody takes ${name} from ${workerName(wait.owner)}`
        : waits.length > 0
          ? 'every wait for a lock has a time limit'
          : 'nobody waits for a lock that somebody has',
    remedy: 'time out and give back, or pick a victim',
  }
}

function circularWait(looked: Looked): CoffmanLight {
  const proved = looked.sample.cycles[0]
  const circle = proved ?? circleIn(looked)
  const [first] = circle ?? []
  const told = [...(circle ?? []), ...(first === undefined ? [] : [first])].map(workerName).join(' → ')
  return {
    name: 'Circular wait',
    on: circle !== null,
    fact:
      circle === null ? 'no circle of waits' : proved === undefined ? `${told}, seen in one look, not proved` : told,
    remedy: 'take locks in one global order',
  }
}

/** A circle of waits as one look shows it, from its smallest worker on. */
function circleIn(looked: Looked): readonly number[] | null {
  const next = Map.groupBy(blockedWaits(looked), ({ worker }) => worker)
  const owners = (worker: number): number[] =>
    (next.get(worker) ?? []).flatMap(({ resource }) => ownersOf(looked.sample, resource))
  const done = new Set<number>()
  for (const start of [...next.keys()].toSorted((a, b) => a - b)) {
    const found = circleFrom(start, owners, done, [])
    if (found !== null) {
      const smallest = found.indexOf(Math.min(...found))
      return [...found.slice(smallest), ...found.slice(0, smallest)]
    }
  }
  return null
}

function circleFrom(
  worker: number,
  owners: (worker: number) => readonly number[],
  done: Set<number>,
  path: readonly number[],
): readonly number[] | null {
  if (path.includes(worker)) return path.slice(path.indexOf(worker))
  if (done.has(worker)) return null
  for (const owner of owners(worker)) {
    const found = circleFrom(owner, owners, done, [...path, worker])
    if (found !== null) return found
  }
  done.add(worker)
  return null
}
