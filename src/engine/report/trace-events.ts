/**
 * Events of Chrome's trace format, the subset that Perfetto's importer draws: slices that nest ("X"), flows between slices
 * ("s", "f"), counters ("C"), instants ("i") and names ("M"). Times are microseconds.
 * @see "Trace Event Format", Google, 2016; Perfetto, "JSON importer"
 */
export type TraceEvent =
  | NameEvent
  | ({ readonly ph: 'X'; readonly name: string; readonly dur: number; readonly args?: Args } & Placed)
  | ({ readonly ph: 's'; readonly name: string; readonly id: number } & Placed)
  | ({ readonly ph: 'f'; readonly name: string; readonly id: number; readonly bp: 'e' } & Placed)
  | ({ readonly ph: 'C'; readonly name: string; readonly args: Readonly<Record<string, number>> } & Placed)
  | ({ readonly ph: 'i'; readonly name: string; readonly s: 't' | 'p'; readonly args?: Args } & Placed)

export interface NameEvent {
  readonly ph: 'M'
  readonly name: 'process_name' | 'thread_name' | 'process_sort_index' | 'thread_sort_index'
  readonly pid: number
  readonly tid: number
  readonly ts: 0
  readonly args: Readonly<Record<string, string | number>>
}

interface Placed {
  readonly cat: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
}

export type Args = Readonly<Record<string, string | number | boolean | null>>

/** Where events go: a track of a process. Workers are threads from 1 on, as they are named; 0 is the trials' own track. */
export interface Track {
  readonly pid: number
  readonly tid: number
}

export function processName(pid: number, name: string): NameEvent[] {
  return [
    { ph: 'M', name: 'process_name', pid, tid: 0, ts: 0, args: { name } },
    { ph: 'M', name: 'process_sort_index', pid, tid: 0, ts: 0, args: { sort_index: pid } },
  ]
}

export function threadName({ pid, tid }: Track, name: string): NameEvent[] {
  return [
    { ph: 'M', name: 'thread_name', pid, tid, ts: 0, args: { name } },
    { ph: 'M', name: 'thread_sort_index', pid, tid, ts: 0, args: { sort_index: tid } },
  ]
}

export function slice(track: Track, cat: string, name: string, fromMillis: number, toMillis: number, args?: Args) {
  const ts = micros(fromMillis)
  const placed = { ph: 'X', cat, name, ...track, ts, dur: Math.max(0, micros(toMillis) - ts) } as const
  return args === undefined ? placed : { ...placed, args }
}

/** Whole nanoseconds, so that neighbours that touch still touch after rounding. */
export function micros(millis: number): number {
  return Math.round(millis * 1e6) / 1e3
}

/**
 * In the order in which an importer wants them: names first, then by time; of slices that begin together the longer one
 * first, since it holds the other; an arrow's beginning before its end.
 */
export function ordered(events: readonly TraceEvent[]): TraceEvent[] {
  return events.toSorted(
    (a, b) => rank(a) - rank(b) || a.ts - b.ts || durationOf(b) - durationOf(a) || arrowRank(a) - arrowRank(b),
  )
}

function rank({ ph }: TraceEvent): number {
  return ph === 'M' ? 0 : 1
}

function durationOf(event: TraceEvent): number {
  return event.ph === 'X' ? event.dur : -1
}

function arrowRank({ ph }: TraceEvent): number {
  return ph === 'f' ? 1 : 0
}
