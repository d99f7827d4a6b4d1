import { defineExperiment, type VariantNotes } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { count } from '../../../src/engine/experiments/kit/params.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { mutexLayout } from '../../../src/engine/sync/mutex.ts'

type Counted = { readonly total: number }

export const params = {
  additions: count({ min: 1, max: 1_000_000, default: 100, help: 'additions of each worker that behaves' }),
  culprit: count({ min: 0, max: 63, default: 0, help: 'the worker that misbehaves, from 0' }),
  faultyTrial: count({ min: 0, max: 1000, default: 0, help: 'its trial, from 1, in which it does; 0 = every trial' }),
  delayMicros: count({ min: 0, max: 1_000_000, default: 0, unit: 'µs', help: 'how long it behaves like a busy one' }),
} as const

export const memory = layout('faulty', {
  total: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'what the additions come to' }),
  gate: mutexLayout,
  gateIsHeld: i32({ writers: 'the culprit', access: 'atomic', ownLine: true, doc: '1 = the culprit holds the gate' }),
  retries: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'attempts that came to nothing' }),
  never: i32({ writers: 'nobody', access: 'atomic', ownLine: true, doc: 'what nobody will ever notify' }),
})

/** Each variant is one way to misbehave; `behave` is the one that does not. */
const variants = {
  behave: { title: 'behave', doc: 'adds and returns' },
  dawdle: { title: 'dawdle', doc: 'goes on until it is asked to stop' },
  exit: { title: 'exit', doc: 'process.exit(7)' },
  throwError: { title: 'throw Error', doc: 'an ordinary error' },
  throwNull: { title: 'throw null', doc: 'nothing to describe' },
  throwGetter: { title: 'throw a trap', doc: 'an object whose every conversion throws' },
  throwErrorGetter: { title: 'throw an odd error', doc: 'an Error whose message is a getter that throws' },
  throwProxy: { title: 'throw a proxy', doc: 'a proxy that throws whatever is done with it' },
  overflowStack: { title: 'overflow the stack', doc: 'calls itself for ever' },
  exhaustHeap: { title: 'exhaust the heap', doc: 'keeps all it allocates' },
  loop: { title: 'loop', doc: 'never looks at the stop word' },
  sleep: { title: 'sleep', doc: 'waits on a word that nobody notifies' },
  backtrack: { title: 'backtrack', doc: 'a regular expression of exponential cost' },
  abandonMutex: { title: 'abandon a mutex', doc: 'throws while it holds the gate that all others wait at' },
  keepMutex: { title: 'keep a mutex', doc: 'returns while it holds the gate that all others wait at' },
  retryForEver: { title: 'retry for ever', doc: 'tries again and again, and is never done' },
  flood: { title: 'flood', doc: 'posts 100 000 messages and what cannot be cloned' },
  impersonate: { title: 'impersonate', doc: 'posts messages of sessions and trials that are over' },
} as const satisfies Readonly<Record<string, VariantNotes>>

/** A workload whose workers misbehave on demand. */
export const faulty = defineExperiment({
  id: 'faulty',
  title: 'Faulty workers',
  topic: 'Faults',
  question: 'Does the lab survive its workers?',
  params,
  variants,
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'suspect'),
  prepare: () => undefined,
  kernels: () => import('./kernels.ts'),
  observe: (words): Counted => ({ total: words.total.load() }),
  outcomes: [
    {
      name: 'exact',
      description: 'every addition counted',
      when: ({ total }, { workers, additions }) => total === workers * additions,
      grades: 'acceptable',
    },
  ],
  checks: [
    {
      name: 'operations-add-up',
      description: 'the workers counted as many additions as the memory',
      holds: ({ total }, _params, done) => done.operations === total,
    },
  ],
  retries: words => words.retries.load(),
  measures: [],
  charts: ['outcome-table'],
})
