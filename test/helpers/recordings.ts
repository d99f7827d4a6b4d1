import type { Recording, WaitEnd } from '../../src/contract/run-document.ts'

interface RecordedWait {
  readonly worker: number
  readonly from: number
  readonly to: number | null
  readonly timed?: boolean
  readonly end?: WaitEnd
  readonly by?: number
}

/** Two workers, ten milliseconds, these waits for `gate`. */
export function recordingOf(waits: readonly RecordedWait[], changed: Partial<Recording> = {}): Recording {
  return {
    kept: 1214,
    dropped: 0,
    untilMillis: 10,
    ran: [
      { fromMillis: 0, toMillis: 8 },
      { fromMillis: 0, toMillis: 10 },
    ],
    words: ['gate'],
    waits: {
      worker: waits.map(({ worker }) => worker),
      word: waits.map(() => 0),
      fromMillis: waits.map(({ from }) => from),
      toMillis: waits.map(({ to }) => to),
      timed: waits.map(({ timed = false }) => timed),
      end: waits.map(({ end = 'looked' }) => end),
      wokenBy: waits.map(({ by }) => by ?? null),
      wokenAtMillis: waits.map(({ by, to }) => (by === undefined ? null : to)),
    },
    ...changed,
  }
}
