import { listed, workerName } from '../base/text.ts'
import { formatCount } from '../base/units.ts'
import { cycleInWords, resourceName } from '../contract/cycle-in-words.ts'
import type { Resource, WaitSample } from '../contract/wait-graph.ts'
import type { Ring } from './wait-graph-layout.ts'

/** The wait-for picture in words, for those who do not see it and for those who ask about one mark. */

interface Looked {
  readonly resources: readonly Resource[]
  readonly sample: WaitSample
}

/** What the lines at a mark mean: what a worker holds and waits for, or who holds a resource and waits for it. */
export function nodeWords(looked: Looked, of: { readonly worker: number } | { readonly resource: number }): string {
  return 'worker' in of ? workerWords(looked, of.worker) : resourceWords(looked, of.resource)
}

function workerWords({ resources, sample }: Looked, worker: number): string {
  const name = workerName(worker)
  const held = sample.holds.filter(one => one.worker === worker).map(({ resource }) => nameAt(resources, resource))
  const holds = held.length === 0 ? 'holds nothing' : `holds ${listed(held)}`
  const left = sample.left.find(one => one.worker === worker)
  if (left !== undefined) {
    const how = { returned: 'has returned', threw: 'has thrown', died: 'has died' }[left.how]
    return held.length === 0 ? `${name} ${how}.` : `${name} ${how} and still ${holds}: abandoned.`
  }
  const wait = sample.waits.find(one => one.worker === worker)
  if (wait === undefined) return `${name} ${holds} and waits for nothing.`
  const owners = ownersOf(sample, wait.resource)
  const owner = owners.length === 0 ? '' : `, which ${owned(owners, worker)}`
  const limit = wait.timed ? ', with a time limit' : ''
  return `${name} ${holds} and waits for ${nameAt(resources, wait.resource)}${owner}${limit}.`
}

function owned(owners: readonly number[], worker: number): string {
  if (owners.length === 1 && owners[0] === worker) return 'it holds itself'
  return `${listed(owners.map(workerName))} ${owners.length === 1 ? 'holds' : 'hold'}`
}

function resourceWords({ resources, sample }: Looked, resource: number): string {
  const owners = ownersOf(sample, resource).map(workerName)
  const waiting = sample.waits.filter(one => one.resource === resource)
  const names = waiting.map(({ worker, timed }) => `${workerName(worker)}${timed ? ' (with a time limit)' : ''}`)
  const permits = sample.permits.find(one => one.resource === resource)
  const state =
    permits !== undefined
      ? `${formatCount(permits.free)} free`
      : owners.length > 0
        ? `held by ${listed(owners)}`
        : 'held by nobody'
  const waits =
    names.length === 0 ? 'Nobody waits for it.' : `${listed(names)} ${names.length === 1 ? 'waits' : 'wait'} for it.`
  return `${nameAt(resources, resource)}: ${state}. ${waits}`
}

/** The key of the picture: only what it shows. */
export function captionOf(
  { sample }: Looked,
  drawn: readonly Resource[],
  { proved, quiet }: { readonly proved: boolean; readonly quiet: boolean },
): string {
  const kinds = new Set(drawn.map(({ kind }) => kind))
  const has = (...wanted: readonly Resource['kind'][]): boolean => wanted.some(kind => kinds.has(kind))
  const parts = [
    proved || sample.waits.length === 0 ? [] : ['waits seen, not proved'],
    ['circle: worker'],
    has('mutex', 'rw-lock', 'reader') ? ['square: lock'] : [],
    has('semaphore') ? ['open square: semaphore'] : [],
    has('event', 'condition', 'channel', 'barrier', 'word') ? ['diamond: signal'] : [],
    ['arrow: waits for', 'dot: held by', 'time: in this wait'],
    quiet ? ['under a lock that nobody waits for: its owner'] : [],
    sample.waits.some(({ timed }) => timed) ? ['dashed: timed wait, no part of a deadlock'] : [],
  ]
  return parts.flat().join(' · ')
}

/** What the picture shows, in a sentence; a proved cycle in the words that terminal and report have for it. */
export function findingOf({ sample }: Looked, rings: readonly Ring[]): string {
  if (rings.length > 0) return `Deadlock, proved: ${rings.map(cycleInWords).join('; ')}.`
  const waiting = sample.waits.length
  if (waiting === 0) return 'Nobody waits.'
  return `${listed(sample.waits.map(({ worker }) => workerName(worker)))} ${waiting === 1 ? 'waits' : 'wait'}; no deadlock is proved.`
}

export function ownersOf({ holds }: WaitSample, resource: number): number[] {
  return holds.filter(one => one.resource === resource).map(({ worker }) => worker)
}

export function nameAt(resources: readonly Resource[], resource: number): string {
  return resourceName(resources[resource]?.name ?? 'something')
}
