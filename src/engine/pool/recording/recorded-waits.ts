import type { WaitEnd } from '../../../contract/run-document.ts'
import { AWAKE, NOT_EQUAL, NOTIFIED, SLEEPS, TIMED_OUT, WAIT_BEGAN, WAIT_ENDED, WOKEN } from '../../sync/native/door.ts'
import type { WorkerEvents } from './event-recording.ts'
import { matched } from './matched.ts'

/** One wait of one worker for one word. */
export interface RecordedWait {
  /** 0-based. */
  readonly worker: number
  /** The word that it waited for, as primitives name it: an address with bits beside it. */
  readonly word: number
  /** The wait had a time limit. */
  readonly timed: boolean
  readonly fromNanos: number
  /** Null where it had not ended when the record ends. */
  readonly toNanos: number | null
  readonly end: WaitEnd
  /** 0-based worker whose wake-up ended its last sleep; null where no worker's did. */
  readonly wokenBy: number | null
  /** When that wake-up was given. */
  readonly wokenAtNanos: number | null
}

/** What events come to. */
export interface FoldedEvents {
  readonly waits: readonly RecordedWait[]
  /** Until when every event is there; null = to the end. */
  readonly untilNanos: number | null
}

interface Sleep {
  readonly worker: number
  readonly address: number
  readonly fromNanos: number
  readonly toNanos: number
  readonly found: number
}

interface WakeUp {
  readonly worker: number
  readonly address: number
  /** Just before it was given. */
  readonly atNanos: number
  /** By then it was given: what the worker did next. */
  readonly doneNanos: number
  readonly woken: number
}

/**
 * Waits from events, with who ended them. Sleepers on a word are woken in the order in which they fell asleep: so each
 * wake-up is given to as many as it woke, of those that still slept then, the longest asleep first.
 *
 * Where one worker had no room left, everything after its last event is left out of all workers' waits: who woke whom
 * could not be told there.
 * Does not guarantee: the right one of two sleepers that fell asleep within the time between a look at the clock and the
 * step it is for, some tens of nanoseconds unless the system takes the core away just then.
 */
export function foldEvents(workers: readonly WorkerEvents[]): FoldedEvents {
  const lasts = workers.flatMap(({ events, dropped }) => (dropped > 0 ? [events.at(-1)?.atNanos ?? 0] : []))
  const untilNanos = lasts.length === 0 ? null : Math.min(...lasts)
  const kept = workers.map(({ events }) =>
    untilNanos === null ? events : events.filter(({ atNanos }) => atNanos <= untilNanos),
  )
  const wakers = wakersOf(kept)
  const waits = kept.flatMap((events, worker) => waitsOf(events, worker, wakers))
  return { waits: waits.toSorted((a, b) => a.fromNanos - b.fromNanos), untilNanos }
}

type Events = WorkerEvents['events']

/** By worker and the time at which it fell asleep: the wake-up that ended the sleep. */
type Wakers = ReadonlyMap<string, WakeUp>

function keyOf(worker: number, fromNanos: number): string {
  return `${String(worker)} ${String(fromNanos)}`
}

function wakersOf(workers: readonly Events[]): Wakers {
  const found = new Map<string, WakeUp>()
  const asleep = Map.groupBy(workers.flatMap(sleepsOf).filter(isWoken), ({ address }) => address)
  const given = Map.groupBy(workers.flatMap(wakeUpsOf), ({ address }) => address)
  for (const [address, sleeps] of asleep) {
    const inOrder = sleeps.toSorted((a, b) => a.fromNanos - b.fromNanos)
    const wakeUps = (given.get(address) ?? []).toSorted((a, b) => a.atNanos - b.atNanos)
    const single = wakeUps.flatMap(wakeUp =>
      Array.from({ length: Math.min(wakeUp.woken, inOrder.length) }, () => wakeUp),
    )
    for (const [sleep, wakeUp] of matched(single, inOrder, canEnd)) {
      found.set(keyOf(sleep.worker, sleep.fromNanos), wakeUp)
    }
  }
  return found
}

/** Who was awake again before it was given was woken by an earlier one; who fell asleep when it was over, by a later one. */
function canEnd(wakeUp: WakeUp, { worker, fromNanos, toNanos }: Sleep): boolean {
  return worker !== wakeUp.worker && fromNanos <= wakeUp.doneNanos && toNanos >= wakeUp.atNanos
}

function isWoken({ found }: Sleep): boolean {
  return found === WOKEN
}

function sleepsOf(events: Events, worker: number): Sleep[] {
  return events.flatMap(({ what, address, atNanos, value }, index) => {
    const before = events[index - 1]
    const isWhole = what === AWAKE && before?.what === SLEEPS
    return isWhole ? [{ worker, address, fromNanos: before.atNanos, toNanos: atNanos, found: value }] : []
  })
}

function wakeUpsOf(events: Events, worker: number): WakeUp[] {
  return events.flatMap(({ what, address, atNanos, value }, index) => {
    if (what !== NOTIFIED) return []
    const doneNanos = events[index + 1]?.atNanos ?? Number.POSITIVE_INFINITY
    return [{ worker, address, atNanos, doneNanos, woken: value }]
  })
}

const ENDS: ReadonlyMap<number, WaitEnd> = new Map([
  [WOKEN, 'woken'],
  [NOT_EQUAL, 'looked'],
  [TIMED_OUT, 'time-limit'],
])

interface OpenWait {
  readonly word: number
  readonly timed: boolean
  readonly fromNanos: number
  asleepSince: number | null
  found: number
}

function waitsOf(events: Events, worker: number, wakers: Wakers): RecordedWait[] {
  const waits: RecordedWait[] = []
  let open: OpenWait | null = null
  for (const { what, address, atNanos, value } of events) {
    if (what === WAIT_BEGAN) {
      if (open !== null) waits.push(waitOf(open, worker, null, wakers))
      open = { word: address, timed: value === 1, fromNanos: atNanos, asleepSince: null, found: NOT_EQUAL }
    } else if (open === null) {
      continue
    } else if (what === SLEEPS) {
      open.asleepSince = atNanos
    } else if (what === AWAKE) {
      open.found = value
    } else if (what === WAIT_ENDED) {
      waits.push(waitOf(open, worker, atNanos, wakers))
      open = null
    }
  }
  if (open !== null) waits.push(waitOf(open, worker, null, wakers))
  return waits
}

/** The last sleep decides: a worker that was woken and found its lock taken again slept on. */
function waitOf(open: OpenWait, worker: number, toNanos: number | null, wakers: Wakers): RecordedWait {
  const { word, timed, fromNanos, asleepSince, found } = open
  const end = toNanos === null ? 'open' : (ENDS.get(found) ?? 'looked')
  const wakeUp = end === 'woken' && asleepSince !== null ? wakers.get(keyOf(worker, asleepSince)) : undefined
  const [wokenBy, wokenAtNanos] = [wakeUp?.worker ?? null, wakeUp?.atNanos ?? null]
  return { worker, word, timed, fromNanos, toNanos, end, wokenBy, wokenAtNanos }
}
