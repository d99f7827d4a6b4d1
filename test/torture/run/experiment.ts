import { defineExperiment, type VariantNotes } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { count } from '../../../src/engine/experiments/kit/params.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { locksLayout } from '../locks.ts'

export const params = {
  culprit: count({ min: 0, max: 63, default: 0, help: 'the worker that dies, from 0' }),
} as const

export const memory = layout('dying-holder', {
  locks: locksLayout,
  isHeld: i32({ writers: 'the culprit', access: 'atomic', ownLine: true, doc: '1 = the culprit holds it' }),
})

/** Each is a lock that a worker dies with. */
const variants = {
  mutex: { title: 'mutex', doc: 'a mutex' },
  fairMutex: { title: 'fair mutex', doc: 'a fair mutex' },
  rwLock: { title: 'readers-writer lock', doc: 'a readers-writer lock, as its writer' },
} as const satisfies Readonly<Record<string, VariantNotes>>

/** A worker that ends its thread while it holds what all others wait for. */
export const dyingHolder = defineExperiment({
  id: 'dying-holder',
  title: 'A holder that dies',
  topic: 'Faults',
  question: 'Is anybody left waiting for what a dead worker held?',
  params,
  variants,
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'worker'),
  prepare: () => undefined,
  kernels: () => import('./kernels.ts'),
  observe: ({ isHeld }) => ({ isHeld: isHeld.load() }),
  outcomes: [{ name: 'over', description: 'came to an end', when: () => true, grades: 'acceptable' }],
  checks: [],
  measures: [],
  charts: ['outcome-table'],
})
