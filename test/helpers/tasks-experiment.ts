import { defineExperiment, type Kernel } from '../../src/engine/experiments/kit/define-experiment.ts'
import { i32, layout } from '../../src/engine/memory/layout.ts'
import { awaits, dies, same, sleeps, stays } from './witness-tasks.ts'

const params = {} as const

export const memory = layout('tasks-witness', {
  begun: i32({ writers: 'every task', access: 'atomic', ownLine: true, doc: 'tasks that have begun' }),
  gate: i32({ writers: 'the test', access: 'atomic', ownLine: true, doc: 'what tasks wait at; 1 = open' }),
})

type Caller = Kernel<typeof memory, typeof params>

const works: Caller = async (_words, _params, context) => {
  for (const kind of ['threads', 'processes'] as const) {
    await using pool = await context.outside.executor(kind, 2)
    const results = [pool.submit(same, 'a'), pool.submit(same, 1), pool.submit(awaits, 3)].map(({ result }) => result)
    await Promise.all(results)
  }
  context.setCompleted(6)
}

const sleepsLong: Caller = async (_words, _params, context) => {
  await using pool = await context.outside.executor('threads', 2)
  await Promise.all([1, 2, 3].map(() => pool.submit(sleeps, 600_000).result))
}

/** Tasks that heed nothing, on threads and in a process. */
const computesForEver: Caller = async (words, _params, context) => {
  await using threads = await context.outside.executor('threads', 1)
  await using processes = await context.outside.executor('processes', 1)
  const running = [threads.submit(stays, 0).result, processes.submit(stays, 0).result]
  words.gate.store(1)
  await Promise.all(running)
}

const killsItsWorkers: Caller = async (_words, _params, context) => {
  await using pool = await context.outside.executor('processes', 1)
  await pool.submit(dies).result
}

/** Its workers do tasks on executors; only the test's own threads and processes know it. */
export const tasksWitness = defineExperiment({
  id: '_tasks-witness',
  title: 'Tasks witness',
  topic: 'Tests',
  question: 'How do executors treat their tasks?',
  params,
  variants: {
    works: { title: 'works', doc: 'a few tasks on threads and processes' },
    sleepsLong: { title: 'sleeps long', doc: 'tasks that sleep until they are stopped' },
    computesForEver: { title: 'computes for ever', doc: 'tasks that heed no stop' },
    killsItsWorkers: { title: 'kills its workers', doc: 'a task that ends its process' },
  },
  presets: {},
  memory,
  roles: () => ['caller'],
  prepare: () => undefined,
  kernels: () => Promise.resolve({ works, sleepsLong, computesForEver, killsItsWorkers }),
  tasks: () => import('./witness-tasks.ts'),
  observe: words => ({ begun: words.begun.load() }),
  outcomes: [{ name: 'ended', description: 'it ended', when: () => true, grades: 'acceptable' }],
  checks: [],
  measures: [],
  charts: [],
})
