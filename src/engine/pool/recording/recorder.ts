import type { SharedMemory } from '../../memory/region.ts'
import { NOTIFIED, NOTIFIES } from '../../sync/native/door.ts'
import type { Note } from '../../sync/waiter.ts'
import { EVENT_WORDS, MOST_EVENTS, recordingLayout, VALUE_SHIFT } from './recording-memory.ts'

const HIGH = 2 ** 32

/**
 * A worker's side of a recording: writes what the door tells of, with the time, until there is no room left, and counts
 * what comes after. Wake-ups that wake nobody are left out.
 */
export function recorderFor(recording: SharedMemory, worker: number, nowNanos: () => number): Note {
  const { kept, dropped, events } = recordingLayout.bind(recording.buffer, 0).workers.of(worker)
  const { items } = events
  let notifiesAt = 0
  return (what, address, value) => {
    const now = nowNanos()
    if (what === NOTIFIES) {
      notifiesAt = now
      return
    }
    if (what === NOTIFIED && value === 0) return
    const count = kept.cell[0]
    if (count === MOST_EVENTS) {
      dropped.cell[0] += 1
      return
    }
    const nanos = what === NOTIFIED ? notifiesAt : now
    const at = count * EVENT_WORDS
    items[at] = nanos / HIGH
    items[at + 1] = nanos
    items[at + 2] = address
    items[at + 3] = what | (value << VALUE_SHIFT)
    // Last: whoever counts it finds it written.
    kept.cell[0] = count + 1
  }
}
