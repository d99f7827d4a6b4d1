import { listed, workerName } from '../../base/text.ts'
import { resourceName } from '../../contract/cycle-in-words.ts'
import type { ResourceKind } from '../../contract/wait-graph.ts'
import { isGone, type StuckWorker, type Waiting } from './stuck-worker.ts'

/**
 * Reduces the graph of who waits for whom. A worker that runs can end what it is able to end; whoever that frees can do
 * the same; and so on. Who is left waits for nobody but workers that wait themselves or are gone.
 *
 * One supplier that may go on is enough to free a worker: a permit, a notification or an item can come from any of them.
 * Where it is not declared who that is, everybody else may be.
 *
 * Does not prove a deadlock: a permit, a notification and an item have no owner, and who can supply them is what an
 * experiment says, not what memory shows.
 *
 * Source: R. C. Holt, "Some Deadlock Properties of Computer Systems" (1972): reduction of general resource graphs, with
 * consumable resources for what has producers and no owner. Each worker waits for one thing at a time, so that the order
 * of the reductions does not matter.
 * @param workers T1 first
 * @returns 0-based workers that cannot be freed
 */
export function irreducible(workers: readonly StuckWorker[]): ReadonlySet<number> {
  const stuck = new Set(workers.flatMap((worker, index) => (worker.does === 'waits' && !worker.timed ? [index] : [])))
  const mayGoOn = (index: number): boolean => {
    const worker = workers[index]
    return worker !== undefined && !stuck.has(index) && !isGone(worker)
  }
  for (let size = Infinity; stuck.size < size;) {
    size = stuck.size
    for (const index of stuck) {
      if (suppliersOf(workers, index).some(mayGoOn)) stuck.delete(index)
    }
  }
  return stuck
}

function suppliersOf(workers: readonly StuckWorker[], index: number): readonly number[] {
  const worker = workers[index]
  if (worker?.does !== 'waits') return []
  if (worker.owner !== null) return [worker.owner]
  return worker.suppliers ?? workers.map((_, other) => other).filter(other => other !== index)
}

/** Why what these workers wait for proves nothing; null where all of it has an owner, or nothing is known of it. */
export function unprovable(workers: readonly StuckWorker[], stuck: ReadonlySet<number>): string | null {
  const kinds = [...stuck].flatMap(index => {
    const worker = workers[index]
    const wants = worker?.does === 'waits' && worker.owner === null ? wantOf(worker) : null
    return wants === null ? [] : [wants.ownerless]
  })
  return kinds.length === 0 ? null : listed([...new Set(kinds)])
}

/**
 * What a worker waits for, and who could end that: `room in mailbox 2 (4 of 4 places taken; only T2 could receive, and
 * waits, too)`.
 * @param isStuck whether the reduction left it over
 */
export function awaitedInWords(worker: Waiting, isStuck: boolean, workers: readonly StuckWorker[]): string {
  const wants = wantOf(worker)
  const whose = worker.owner === null ? '' : `, held by ${workerName(worker.owner)}`
  if (wants === null) return `${resourceName(worker.forWord)}${whose}`
  const { used, of } = worker.level ?? { used: 0, of: 0 }
  const taken = of > 0 && wants.places !== null ? [`${String(used)} of ${String(of)} ${wants.places}`] : []
  const remarks = [...taken, ...suppliersInWords(worker, isStuck, wants.verb, workers)]
  return `${wants.what}${whose}${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`
}

function suppliersInWords(
  { owner, suppliers }: Waiting,
  isStuck: boolean,
  verb: string,
  workers: readonly StuckWorker[],
): string[] {
  if (owner !== null) return []
  if (suppliers === undefined) return isStuck ? [`nobody is left who could ${verb}`] : []
  if (suppliers.length === 0) return [`nobody could ${verb}`]
  const byState = Map.groupBy(suppliers, supplier => stateOf(workers[supplier]))
  return [...byState].map(([state, members], group) => {
    const only = suppliers.length === 1 ? 'only ' : ''
    const could = group === 0 ? ` could ${verb}, and` : ' likewise, and'
    return `${only}${someOf(members)}${could} ${state[members.length === 1 ? 0 : 1]}`
  })
}

function stateOf(worker: StuckWorker | undefined): readonly [one: string, many: string] {
  return worker === undefined ? STATES['has returned'] : STATES[worker.does]
}

const STATES = {
  waits: ['waits, too', 'wait, too'],
  runs: ['runs', 'run'],
  sleeps: ['sleeps in its event loop', 'sleep in their event loops'],
  'waits to start': ['has not started', 'have not started'],
  'has returned': ['has returned', 'have returned'],
  'has thrown': ['has thrown', 'have thrown'],
  'has died': ['has died', 'have died'],
} as const

const NAMED = 8

/** `T1, T2 and T3`, of many the first eight. @param workers 0-based */
export function someOf(workers: readonly number[]): string {
  const names = workers.map(workerName)
  if (names.length <= NAMED) return listed(names)
  return `${names.slice(0, NAMED).join(', ')} and ${String(names.length - NAMED)} more`
}

/** How to speak of what is waited for. */
interface Want {
  readonly what: string
  /** What its level counts. */
  readonly places: string | null
  /** What somebody has to do who ends the wait. */
  readonly verb: string
  /** Why nothing is proved by it. */
  readonly ownerless: string
}

/** @returns null where its name says it all: it has an owner, or nothing else is known of it */
function wantOf({ kind, forWord, polls }: Waiting): Want | null {
  if (polls === true) return flag(resourceName(forWord))
  const speak = kind === undefined ? null : SPEAKING[kind]
  return speak === null ? null : speak(resourceName(forWord))
}

type Speaking = (name: string) => Want

const flag: Speaking = what => {
  return { what, places: null, verb: 'change it', ownerless: 'a flag has no owner' }
}
const semaphore: Speaking = what => {
  return { what, places: 'taken', verb: 'release one', ownerless: 'a permit has no owner' }
}
const event: Speaking = what => {
  return { what, places: null, verb: 'set it', ownerless: 'an event has no owner' }
}
const barrier: Speaking = what => {
  return { what, places: null, verb: 'come to it', ownerless: 'a barrier has no owner' }
}
const channel: Speaking = what => {
  return { what, places: null, verb: 'be at its other end', ownerless: 'a queue has no owner' }
}
/** Waits at a channel are waits at one of its two conditions. */
const condition: Speaking = name => {
  const queue = name.replace(/ not(Full|Empty)$/, '')
  if (queue === name) {
    return { what: name, places: null, verb: 'notify', ownerless: 'a notification has no owner' }
  }
  const taken = { places: 'places taken', ownerless: 'a queue has no owner' }
  return name.endsWith('Full')
    ? { what: `room in ${queue}`, verb: 'receive', ...taken }
    : { what: `an item in ${queue}`, verb: 'send', ...taken }
}

const SPEAKING: Readonly<Record<ResourceKind, Speaking | null>> = {
  mutex: null,
  'rw-lock': null,
  reader: null,
  semaphore,
  event,
  condition,
  channel,
  barrier,
  word: null,
}
