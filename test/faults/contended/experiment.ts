import { defineExperiment } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { i32, layout, perWorker } from '../../../src/engine/memory/layout.ts'
import { conditionLayout } from '../../../src/engine/sync/condition.ts'
import { fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import { mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { initializeRwLock, rwLockLayout } from '../../../src/engine/sync/rw-lock.ts'

export const params = {} as const

export const memory = layout('contended', {
  lock: perWorker(mutexLayout),
  fair: perWorker(fairMutexLayout),
  readers: rwLockLayout,
  writers: rwLockLayout,
  arrivals: rwLockLayout,
  gate: mutexLayout,
  changed: conditionLayout,
  turn: i32({ writers: 'the holder', access: 'under gate', doc: 'whose turn it is' }),
})

/** Workers that meet at locks all the time, in ways that can never deadlock: whatever is reported of them is false. */
export const contended = defineExperiment({
  id: 'contended',
  title: 'Contended',
  topic: 'Tests',
  question: 'Is a deadlock ever reported where there is none?',
  params,
  variants: {
    ordered: { title: 'ordered', doc: 'pairs of locks, always in one order' },
    handOverHand: { title: 'hand over hand', doc: 'along a chain of locks, two held at a time' },
    bothOrders: { title: 'both orders in turn', doc: 'edges both ways, but never at once' },
    handedOver: { title: 'handed over', doc: 'fair mutexes, in pairs' },
    conditions: { title: 'conditions', doc: 'a mutex and a condition: two waits in a row' },
    inTime: { title: 'in time', doc: 'opposite orders, with a time limit on the second wait' },
    readAndWrite: { title: 'read and write', doc: 'readers-writers locks of each preference, and a mutex inside' },
  },
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'contender'),
  prepare: ({ readers, writers, arrivals }) => {
    initializeRwLock(readers, 'readers')
    initializeRwLock(writers, 'writers')
    initializeRwLock(arrivals, 'fair')
  },
  kernels: () => import('./kernel.ts'),
  observe: () => ({}),
  outcomes: [{ name: 'ended', description: 'it was stopped', when: () => true, grades: 'acceptable' }],
  checks: [],
  measures: [],
  charts: [],
})
