import type { Recording } from '../../../contract/run-document.ts'
import { PHASE, type WorkerCells } from '../../telemetry/worker-cells.ts'
import type { AwaitedWords } from '../awaited-words.ts'
import type { WorkerEvents } from './event-recording.ts'
import { foldEvents } from './recorded-waits.ts'

/**
 * What was recorded in a trial, as documents tell it. Events from before the first worker was over the start line have
 * negative times.
 */
export function toldRecording(
  events: readonly WorkerEvents[],
  cells: readonly WorkerCells[],
  awaited: AwaitedWords,
): Recording {
  const { waits, untilNanos } = foldEvents(events)
  const starts = cells.map(cell => cell.startedNanos.value).filter(nanos => nanos > 0)
  const started = starts.length === 0 ? 0 : Math.min(...starts)
  const millis = (nanos: number): number => (nanos - started) / 1e6
  const millisOrNull = (nanos: number | null): number | null => (nanos === null ? null : millis(nanos))
  const named = waits.map(({ word }) => awaited.of(word)?.forWord ?? 'nothing')
  const words = [...new Set(named)]
  const places = new Map(words.map((word, index) => [word, index]))
  const last = Math.max(
    started,
    ...cells.map(cell => cell.finishedNanos.value),
    ...events.map(own => own.events.at(-1)?.atNanos ?? 0),
  )
  return {
    kept: sum(events.map(own => own.events.length)),
    dropped: sum(events.map(own => own.dropped)),
    untilMillis: millis(untilNanos ?? last),
    ran: cells.map(({ phase, startedNanos, finishedNanos }) => ({
      fromMillis: startedNanos.value === 0 ? 0 : millis(startedNanos.value),
      toMillis: phase.load() < PHASE.finished ? null : millis(finishedNanos.value),
    })),
    words,
    waits: {
      worker: waits.map(({ worker }) => worker),
      word: named.map(name => places.get(name) ?? 0),
      fromMillis: waits.map(({ fromNanos }) => millis(fromNanos)),
      toMillis: waits.map(({ toNanos }) => millisOrNull(toNanos)),
      timed: waits.map(({ timed }) => timed),
      end: waits.map(({ end }) => end),
      wokenBy: waits.map(({ wokenBy }) => wokenBy),
      wokenAtMillis: waits.map(({ wokenAtNanos }) => millisOrNull(wokenAtNanos)),
    },
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
