import { i32, layout, perWorker } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { throughput } from '../kit/measures.ts'

export const params = {} as const

export const memory = layout('calibration', {
  results: perWorker(
    i32({ writers: 'the worker', access: 'single writer', doc: 'what was computed, so that it is consumed' }),
  ),
})

/**
 * Calibration: how much faster do workers that share nothing get through pure arithmetic than one alone? That is the
 * most any experiment can gain on this machine right now. Not listed: the lab measures itself with it.
 */
export const calibration = defineExperiment({
  id: '_calibration',
  title: 'Calibration',
  topic: 'Instruments',
  question: 'How much does pure independent computing gain from more workers here and now?',
  params,
  variants: { compute: { title: 'compute', doc: 'integer arithmetic in registers, until stopped' } },
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'computer'),
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),
  observe: () => ({}),
  outcomes: [{ name: 'stopped', description: 'the window is over', when: () => true, grades: 'acceptable' }],
  checks: [],
  measures: [throughput('steps')],
  charts: [],
})
