import { block, i32, layout, perWorker, type Bound } from '../../memory/layout.ts'

/** Of each worker: some hundred waits. More would make documents that no page shows. */
export const MOST_EVENTS = 4096
/** i32s of one event: time / 2^32, time mod 2^32, address, code | value << 3. */
export const EVENT_WORDS = 4
export const CODE_BITS = 7
export const VALUE_SHIFT = 3

/**
 * Events that workers record, each worker its own. In memory of its own, beside the session's region: a session that
 * records has its words where others have them, and its region may be the one that is kept warm.
 */
export const recordingLayout = layout('recording', {
  workers: perWorker(
    layout('recorder', {
      kept: i32({ writers: 'the worker', access: 'single writer', unit: 'events', doc: 'events that are written' }),
      dropped: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'events',
        doc: 'events that came when there was no room left',
      }),
      events: block(MOST_EVENTS * EVENT_WORDS, {
        writers: 'the worker',
        access: 'single writer',
        doc: 'per event: time in ns / 2^32, the same mod 2^32, an address, a code + 8 × a value; see pool/recording',
      }),
    }),
  ),
})

export type RecorderWords = ReturnType<Bound<typeof recordingLayout.fields>['workers']['of']>

/** For the memory map. */
export const recordingMap = { layout: recordingLayout, offset: 0 }
