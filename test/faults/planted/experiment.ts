import { choice, count } from '../../../src/engine/experiments/kit/params.ts'
import { aftermathParam } from '../../../src/engine/experiments/kit/aftermath.ts'
import { defineExperiment } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { rendezvousLayout } from '../../../src/engine/experiments/kit/rendezvous.ts'
import { MAX_WORKERS } from '../../../src/contract/limits.ts'
import { block, i32, layout, perWorker } from '../../../src/engine/memory/layout.ts'
import { mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { steps, STEPS_EACH } from './plan.ts'
import { planOf } from './plans.ts'

export const params = {
  after: aftermathParam,
  kind: choice({
    choices: {
      one: 'one cycle',
      two: 'two cycles at once',
      self: 'a worker that takes a lock twice',
      dead: 'a member dies',
    },
    default: 'one',
    help: 'what is planted',
  }),
  planSeed: count({ min: 0, max: 0xffff, default: 0, help: 'of the plans, trial by trial' }),
} as const

export const memory = layout('planted', {
  lock: perWorker(mutexLayout),
  together: rendezvousLayout,
  script: block(MAX_WORKERS * STEPS_EACH, {
    writers: 'the host',
    access: 'before start',
    doc: 'what each worker does',
  }),
  told: perWorker(i32({ writers: 'the worker', access: 'single writer', doc: 'times that it was the victim' })),
  done: perWorker(i32({ writers: 'the worker', access: 'single writer', doc: '1 = came to its end' })),
})

/** Deadlocks that are planted, trial by trial another one: the test knows who is in them. */
export const planted = defineExperiment({
  id: 'planted',
  title: 'Planted',
  topic: 'Tests',
  question: 'Is every deadlock found, with its very members?',
  params,
  variants: { scripted: { title: 'scripted', doc: 'each worker does what its script says' } },
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'scripted'),
  prepare: (words, { workers, kind, planSeed }) => {
    for (const [worker, script] of planOf(planSeed, kind, workers).scripts.entries()) {
      words.script.items.set(steps(script), worker * STEPS_EACH)
    }
  },
  kernels: () => import('./kernel.ts'),
  observe: (words, { workers }) => ({
    victims: words.told.first(workers).reduce((sum, told) => sum + told.load(), 0),
    done: words.done.first(workers).reduce((sum, done) => sum + done.load(), 0),
  }),
  outcomes: [
    {
      name: 'recovered',
      description: 'a victim was chosen, and all came to their end',
      when: ({ victims, done }, { workers }) => victims > 0 && done === workers,
      grades: 'interesting',
    },
    {
      name: 'ended',
      description: 'all came to their end',
      when: ({ done }, { workers }) => done === workers,
      grades: 'acceptable',
    },
    { name: 'deadlock', description: 'nobody can go on', state: 'deadlocked', grades: 'interesting' },
  ],
  checks: [],
  measures: [],
  charts: ['wait-for-graph'],
})
