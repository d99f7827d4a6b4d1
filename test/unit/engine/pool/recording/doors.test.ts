import { describe, expect, it } from 'vitest'
import { layout } from '../../../../../src/engine/memory/layout.ts'
import { EventRecording } from '../../../../../src/engine/pool/recording/event-recording.ts'
import { recorderFor } from '../../../../../src/engine/pool/recording/recorder.ts'
import { AtomicsDoor } from '../../../../../src/engine/sync/atomics-door.ts'
import { Event, eventLayout, initializeEvent } from '../../../../../src/engine/sync/event.ts'
import { javascriptPrimitives } from '../../../../../src/engine/sync/javascript-primitives.ts'
import { Mutex, mutexLayout } from '../../../../../src/engine/sync/mutex.ts'
import { nativePrimitives } from '../../../../../src/engine/sync/native-primitives.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../../../src/engine/sync/semaphore.ts'
import { WAIT_BEGAN } from '../../../../../src/engine/sync/native/door.ts'
import type { Note, Primitives } from '../../../../../src/engine/sync/waiter.ts'
import { importTwin, patchedPrimitives } from '../../../../helpers/patched-primitives.ts'
import { recordingTrouble } from '../../../../helpers/recording-trouble.ts'
import { FORMS, syncMemory, waiterOn } from '../../../../helpers/sync-memory.ts'

const words = layout('recorded', { mutex: mutexLayout, semaphore: semaphoreLayout, event: eventLayout })

type Memory = ReturnType<typeof syncMemory<(typeof words)['fields']>>

/** Waits with time limits, which one thread can do alone, and wake-ups that find nobody. */
function timedWaits(make: (memory: Memory, note: Note) => Primitives, isRecorded = true) {
  const memory = syncMemory(words, 2)
  const recording = new EventRecording()
  memory.waiting.recording.store(isRecorded ? 1 : 0)
  const nowNanos = (): number => Math.round(performance.now() * 1e6)
  const primitives = make(memory, recorderFor(recording.memory, 0, nowNanos))
  const me = waiterOn(memory, 0, primitives)
  initializeSemaphore(memory.words.semaphore, 1)
  new Semaphore(memory.words.semaphore, me).acquire()
  initializeEvent(memory.words.event, 'manual-reset')
  const event = new Event(memory.words.event, me)
  new Mutex(memory.words.mutex, waiterOn(memory, 1, primitives)).acquire()
  new Mutex(memory.words.mutex, me).acquireFor(1)
  new Semaphore(memory.words.semaphore, me).acquireFor(1)
  event.waitFor(1)
  event.set()
  const epoch = memory.waiting.records.of(0).waitEpoch.load()
  return { events: recording.read(1), waits: [epoch / 2] }
}

function inForm(form: (typeof FORMS)[number]) {
  return ({ region }: Memory, note: Note): Primitives => {
    const now = () => performance.now()
    return form === 'javascript'
      ? javascriptPrimitives(region.buffer, now, note)
      : nativePrimitives(region.memory, now, note)
  }
}

describe.each(FORMS)('what primitives tell a recorder, as %s,', form => {
  it('is as many waits as their epochs count, each with its sleep and its end', () => {
    const { events, waits } = timedWaits(inForm(form))
    expect(waits).toEqual([3])
    expect(recordingTrouble(events, waits)).toEqual([])
    const limits = events.flatMap(own => own.events.flatMap(({ what, value }) => (what === WAIT_BEGAN ? [value] : [])))
    expect(limits).toEqual([1, 1, 1])
  })

  it('is nothing while nothing is recorded', () => {
    expect(timedWaits(inForm(form), false).events).toEqual([{ events: [], dropped: 0 }])
  })
})

describe('the oracle of recordings', () => {
  it.each([
    { find: '  waitEnded()\n', broken: 'does not say that a wait ended', trouble: '0 waits ended' },
    {
      find: '  waitBegan(word, deadline)\n',
      broken: 'says no wait',
      trouble: '0 waits began',
    },
  ])('catches a twin that $broken', async ({ find, trouble }) => {
    const twin = await importTwin(patchedPrimitives('waiting.ts', find, ''))
    const { events, waits } = timedWaits(({ region }, note) => {
      twin.openDoor(new AtomicsDoor(region.buffer, () => performance.now(), note))
      return twin
    })
    expect(recordingTrouble(events, waits).join('\n')).toContain(trouble)
  })
})
