import { count } from '../kit/params.ts'
import { giveBothBack, stepDesk, takeBoth } from '../kit/step-both-at-once.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { every, lock, permits, register, several, word, words } from '../kit/step-values.ts'
import { acquire, acquireFor, at, release, repeat, set, when, whileTrue, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 2, max: 6, default: 3, help: 'in a ring, a tool between every two' }),
  jobs: count({ min: 1, max: 4, default: 1, unit: 'jobs', help: 'jobs of each worker, with two tools each' }),
} as const

type Sizes = { readonly workers: number; readonly jobs: number }

const shared = word('tools in use twice')
const succeeded = register('succeeded')

/** The four conditions, all of them and all but one; without pauses. */
export const model = defineModel({
  params,
  variants: {
    allOn: sizes => {
      const tools = toolsOf(sizes)
      return craftsmen(sizes, (me, next, work) => [
        at('using _own = own.lock()', acquire(tools(me))),
        at('using _next = next.lock()', acquire(tools(next)), ...work.begin),
        at('using _next = next.lock()', release(tools(next)), ...work.end),
        at('using _own = own.lock()', release(tools(me))),
      ])
    },

    noMutualExclusion: sizes => {
      const all = several(sizes.workers, tool => permits(`copies of tool ${String(tool)}`, 2))
      const copies = (tool: number) => all[tool] ?? permits('no tool', 0)
      return craftsmen(sizes, (me, next, work) => [
        at('using _own = own.lock()', acquire(copies(me))),
        at('using _next = next.lock()', acquire(copies(next)), ...work.begin),
        at('using _next = next.lock()', release(copies(next)), ...work.end),
        at('using _own = own.lock()', release(copies(me))),
      ])
    },

    noHoldAndWait: sizes => {
      const tools = toolsOf(sizes)
      const both = stepDesk(sizes.workers)
      return craftsmen(sizes, (me, next, work) => [
        ...takeBoth(both, me, next),
        at('using _own = own.lock()', acquire(tools(me))),
        at('using _next = next.lock()', acquire(tools(next)), ...work.begin),
        at('using _next = next.lock()', release(tools(next)), ...work.end),
        at('using _own = own.lock()', release(tools(me))),
        ...giveBothBack(both, me, next),
      ])
    },

    preemption: sizes => {
      const tools = toolsOf(sizes)
      return craftsmen(sizes, (me, next, work) => [
        set(succeeded, 0),
        whileTrue(
          succeeded.not(),
          at('using _own = own.lock()', acquire(tools(me))),
          at('if (!next.acquireFor(knobs.timeoutMillis)) return false', acquireFor(succeeded, tools(next))),
          when(succeeded, [...work.begin, at('next.release()', release(tools(next)), ...work.end)]),
          at('using _own = own.lock()', release(tools(me))),
        ),
      ])
    },

    noCircularWait: sizes => {
      const tools = toolsOf(sizes)
      return craftsmen(sizes, (me, next, work) => {
        const [lower, higher] = [tools(Math.min(me, next)), tools(Math.max(me, next))]
        return [
          at('using _lower = lower.lock()', acquire(lower)),
          at('using _higher = higher.lock()', acquire(higher), ...work.begin),
          at('using _higher = higher.lock()', release(higher), ...work.end),
          at('using _lower = lower.lock()', release(lower)),
        ]
      })
    },
  },
})

function toolsOf({ workers }: Sizes) {
  const all = several(workers, tool => lock(`tool ${String(tool)}`))
  return (tool: number) => all[tool] ?? lock('no tool')
}

/** Uses both tools, and sees whether somebody else does. */
interface Work {
  readonly begin: readonly Statement[]
  readonly end: readonly Statement[]
}

function craftsmen(
  { workers, jobs }: Sizes,
  job: (me: number, next: number, work: Work) => readonly Statement[],
): StepProgram {
  const users = words('users', workers)
  const done = words('jobs done', workers)
  return {
    workers: several(workers, me => {
      const next = (me + 1) % workers
      const both = [users.at(me), users.at(next)]
      const begin = [
        ...both.map(tool => when(tool, [set(shared, 1)])),
        ...both.map(tool => set(tool, tool.plus(1))),
        set(done.at(me), done.at(me).plus(1)),
      ]
      return [repeat(jobs, ...job(me, next, { begin, end: both.map(tool => set(tool, tool.minus(1))) }))]
    }),
    outcomes: [
      { name: 'shared-tool', when: shared },
      { name: 'all-done', when: every(several(workers, me => done.at(me).equals(jobs))) },
    ],
    otherwise: 'unfinished',
  }
}
