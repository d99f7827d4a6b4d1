import { i32, layout, perWorker } from '../../src/engine/memory/layout.ts'
import { mutexLayout } from '../../src/engine/sync/mutex.ts'
import type { MutexName } from './mutexes.ts'

/** The words of a contest: workers that fight for one mutex and watch each other in its critical section. */
export const contestLayout = layout('mutex-contest', {
  gate: mutexLayout,
  arrived: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'workers at the start line' }),
  inside: i32({ writers: 'the holder', access: 'racy', ownLine: true, doc: 'worker + 1 while it is inside' }),
  total: i32({ writers: 'the holder', access: 'racy', ownLine: true, doc: 'passages, counted plainly' }),
  changes: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'grows with each worker that ends' }),
  stop: i32({ writers: 'worker 0', access: 'atomic', ownLine: true, doc: '1 = waits end in STOPPED' }),
  cells: perWorker(
    layout('contestant', {
      ended: i32({ writers: 'the worker', access: 'atomic', doc: '0 running, 1 done, 2 stopped, 3 failed' }),
      passages: i32({ writers: 'the worker', access: 'single writer', doc: 'times it was inside' }),
      intrusions: i32({ writers: 'the worker', access: 'single writer', doc: 'times it met somebody inside' }),
      waits: i32({ writers: 'the worker', access: 'single writer', doc: 'times it said that it waits' }),
      waitingFor: i32({ writers: 'the worker', access: 'atomic', doc: 'the word it waits for' }),
    }),
  ),
})

export const ENDED = { running: 0, done: 1, stopped: 2, failed: 3 } as const

/**
 * How a contest begins. `free`: all leave the start line for the mutex. `queue`: worker 0 is inside until all others
 * have said that they wait. `stop`: it then asks them to stop, and stays inside until they have ended.
 */
export type Opening = 'free' | 'queue' | 'stop'

/** What a contestant is told when it starts. */
export interface Contest {
  readonly memory: SharedArrayBuffer
  readonly lock: MutexName
  readonly worker: number
  readonly workers: number
  readonly passages: number
  readonly opening: Opening
}
