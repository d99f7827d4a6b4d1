import { describe, expect, it } from 'vitest'
import { EventRecording } from '../../../../../src/engine/pool/recording/event-recording.ts'
import { recorderFor } from '../../../../../src/engine/pool/recording/recorder.ts'
import { MOST_EVENTS } from '../../../../../src/engine/pool/recording/recording-memory.ts'
import { NOTIFIED, NOTIFIES, SLEEPS, WAIT_BEGAN } from '../../../../../src/engine/sync/native/door.ts'

/** A machine that has been up for a month: more than 32 bits of nanoseconds. */
const NOW = 30 * 24 * 3600 * 1e9 + 123_456_789

function recorded(worker = 0) {
  const recording = new EventRecording()
  const clock = { now: NOW }
  return { recording, clock, note: recorderFor(recording.memory, worker, () => clock.now) }
}

describe('a recorder', () => {
  it('keeps what it hears, with the time to the nanosecond', () => {
    const { recording, clock, note } = recorded(2)
    note(WAIT_BEGAN, 1281, 0)
    clock.now += 1
    note(SLEEPS, 1280, 0)
    const [first, second, third] = recording.read(3)
    expect([first, second]).toEqual([
      { events: [], dropped: 0 },
      { events: [], dropped: 0 },
    ])
    expect(third).toEqual({
      dropped: 0,
      events: [
        { atNanos: NOW, what: WAIT_BEGAN, address: 1281, value: 0 },
        { atNanos: NOW + 1, what: SLEEPS, address: 1280, value: 0 },
      ],
    })
  })

  it('gives a wake-up the time before it was given, and leaves out one that woke nobody', () => {
    const { recording, clock, note } = recorded()
    for (const woken of [64, 0]) {
      note(NOTIFIES, 1280, 0)
      clock.now += 500
      note(NOTIFIED, 1280, woken)
    }
    expect(recording.read(1)[0]?.events).toEqual([{ atNanos: NOW, what: NOTIFIED, address: 1280, value: 64 }])
  })

  it('counts what it has no room for, and writes nobody else’s words', () => {
    const { recording, note } = recorded(1)
    for (let event = 0; event < MOST_EVENTS + 214; event++) note(SLEEPS, event * 4, 0)
    const [before, own, after] = recording.read(3)
    expect([own?.events.length, own?.dropped]).toEqual([MOST_EVENTS, 214])
    expect(own?.events.at(-1)?.address).toBe((MOST_EVENTS - 1) * 4)
    expect([before, after].map(other => other?.events.length)).toEqual([0, 0])
  })

  it('begins anew in a memory that was cleared', () => {
    const { recording, note } = recorded()
    for (let event = 0; event < MOST_EVENTS + 1; event++) note(SLEEPS, 1280, 0)
    recording.clear()
    note(SLEEPS, 1284, 0)
    expect(recording.read(1)).toEqual([
      { dropped: 0, events: [{ atNanos: NOW, what: SLEEPS, address: 1284, value: 0 }] },
    ])
  })
})
