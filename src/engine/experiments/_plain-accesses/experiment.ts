import { i32, layout } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'

type Seen = { readonly distinct: number; readonly final: number; readonly expected: number }

export const params = {} as const

export const memory = layout('plain-accesses', {
  counter: i32({ writers: 'the writer', access: 'racy', ownLine: true, doc: 'what the writer stores plainly' }),
  flag: i32({ writers: 'the writer', access: 'racy', ownLine: true, doc: 'what the reader looks at plainly' }),
  distinct: i32({
    writers: 'the reader',
    access: 'single writer',
    ownLine: true,
    doc: 'different values that the reader saw',
  }),
})

/** Plain increments by the writer in one trial: tens of milliseconds, for the reader to look many times. */
export const WRITES = 20_000_000

/**
 * Do plain accesses reach memory? The memory model would let an engine keep a plain value in a register for a whole
 * loop; then a racy counter would show nothing but its optimiser. The lab checks that this engine does not.
 * Not listed: the lab examines its own ground with it (`doctor`).
 */
export const plainAccesses = defineExperiment({
  id: '_plain-accesses',
  title: 'Plain accesses',
  topic: 'Instruments',
  question: 'Does every plain load and store of a hot loop reach shared memory?',
  params,
  variants: {
    /** Merged stores would show the reader 0 and the end, and nothing in between. */
    stores: { title: 'stores', doc: 'one worker increments plainly, the other counts the different values it sees' },
    /** A hoisted load would never see the flag; the loop is bounded, so that it ends even then. */
    loads: { title: 'loads', doc: 'one worker looks at a plain flag in a hot loop, the other sets it after a while' },
  },
  presets: {},
  memory,
  roles: () => ['writer', 'reader'],
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),
  observe: (words): Seen => ({ distinct: words.distinct.load(), final: words.counter.load(), expected: WRITES }),
  outcomes: [
    {
      name: 'kept',
      description: 'the accesses reach memory one by one',
      when: ({ distinct }) => distinct >= 3,
      grades: 'acceptable',
    },
    {
      name: 'merged',
      description: 'the engine keeps plain values in registers',
      when: ({ distinct }) => distinct < 3,
      grades: 'interesting',
    },
  ],
  checks: [],
  measures: [],
  charts: [],
})
