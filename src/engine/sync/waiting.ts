import { i32, layout, LINE_BYTES, perWorker, type Bound } from '../memory/layout.ts'

/** Where these words lie in every region: compiled code knows them by address. Below is nothing, so that 0 is no word. */
export const WAITING_OFFSET = LINE_BYTES

/**
 * How workers say that they wait. The slow paths of all primitives use these words; who stops a trial, looks for
 * deadlocks or recovers the locks of a dead worker reads them.
 *
 * | waitEpoch | waitingFor | meaning                                              | left by                        |
 * | --------- | ---------- | ---------------------------------------------------- | ------------------------------ |
 * | even      | 0          | the worker runs                                      | it: stores `waitingFor`        |
 * | even      | word       | about to wait, or just done                          | it: epoch + 1, or clears       |
 * | odd       | word       | in one wait for one word from the epoch's turn to odd | it: epoch + 1, then clears    |
 *
 * Whoever finds the same odd epoch before and after looking at a lock word knows that the wait stood in between.
 */
export const waitingLayout = layout('waiting', {
  stop: i32({ writers: 'the host', access: 'atomic', ownLine: true, doc: '1 = workers are asked to end the trial' }),
  spins: i32({
    writers: 'the host',
    access: 'before start',
    unit: 'looks',
    doc: 'how often a worker looks at a lock before it sleeps',
  }),
  workers: i32({ writers: 'the host', access: 'before start', doc: 'workers whose records are in use' }),
  records: perWorker(
    layout('wait-record', {
      waitingFor: i32({
        writers: 'the worker, slow path only',
        access: 'atomic',
        unit: 'byte address',
        doc: 'the word it waits for, + 1 when the wait has a time limit, + 2 when the word counts notifications, 0 = none; stored before waitEpoch turns odd, cleared after it turned even',
      }),
      waitEpoch: i32({
        writers: 'the worker, slow path only; who recovers its locks after its death adds 2',
        access: 'atomic',
        doc: 'odd while waiting; one value = one wait for one word; never reset in a session',
      }),
      park: i32({
        writers: 'the worker, and who hands a fair mutex over to it',
        access: 'atomic',
        doc: 'place in the queue of a fair mutex: 0 none, 1 waiting, 2 chosen, 3 granted; the worker sleeps on it',
      }),
      ticket: i32({ writers: 'the worker', access: 'atomic', doc: 'its number in the queue of a fair mutex; wraps' }),
      received: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'the item of its last receive, beside the code that the receive returns',
      }),
      victim: i32({
        writers: 'the host',
        access: 'atomic',
        doc: 'the wait epoch of the one wait for a lock that a deadlock is to be broken in; even = none',
      }),
    }),
  ),
})

export type Waiting = Bound<typeof waitingLayout.fields>
