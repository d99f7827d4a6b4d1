import { Region, type SharedMemory } from '../../memory/region.ts'
import { CODE_BITS, EVENT_WORDS, recordingLayout, VALUE_SHIFT, type RecorderWords } from './recording-memory.ts'

/** One thing that a worker told while it was recorded. */
export interface RecordedEvent {
  /** On the clock that all threads share. */
  readonly atNanos: number
  /** One of the codes in `sync/native/door.ts`. */
  readonly what: number
  /** Bytes from the start of the session's region; of a wait that begins, with bits beside it. */
  readonly address: number
  /** What a sleep found; how many a wake-up woke; 1 where a wait that begins has a time limit. */
  readonly value: number
}

/** What one worker recorded. */
export interface WorkerEvents {
  readonly events: readonly RecordedEvent[]
  /** Events that came after the last one that had room. */
  readonly dropped: number
}

/** The host's side of a recording: memory for all workers, one trial at a time. */
export class EventRecording {
  readonly memory: SharedMemory
  readonly #region: Region

  constructor() {
    this.#region = Region.allocate(recordingLayout.byteLength)
    this.memory = this.#region.memory
  }

  /** Before a trial, while no worker runs. */
  clear(): void {
    for (const { kept, dropped } of this.#words().first(Infinity)) {
      kept.store(0)
      dropped.store(0)
    }
  }

  /** What the first `workers` workers recorded; when they are done. */
  read(workers: number): readonly WorkerEvents[] {
    return this.#words().first(workers).map(eventsOf)
  }

  #words() {
    return recordingLayout.bind(this.#region.buffer, 0).workers
  }
}

function eventsOf({ kept, dropped, events: { items } }: RecorderWords): WorkerEvents {
  const word = (index: number): number => items[index] ?? 0
  const events = Array.from({ length: kept.load() }, (_, index): RecordedEvent => {
    const at = index * EVENT_WORDS
    const code = word(at + 3)
    return {
      atNanos: word(at) * 2 ** 32 + (word(at + 1) >>> 0),
      what: code & CODE_BITS,
      address: word(at + 2),
      value: code >>> VALUE_SHIFT,
    }
  })
  return { events, dropped: dropped.load() }
}
