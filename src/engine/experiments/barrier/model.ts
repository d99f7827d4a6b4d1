import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { lock, permits, register, several, word, words, type Permits } from '../kit/step-values.ts'
import { acquire, at, load, release, repeat, rmw, set, store, until, when, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 2, max: 4, default: 2, unit: 'parties', help: 'that meet' }),
  phases: count({ min: 1, max: 4, default: 2, unit: 'phases', help: 'with a meeting after each' }),
} as const

type Sizes = { readonly workers: number; readonly phases: number }

const gate = lock('gate')
const come = word('count')
const meeting = word('meeting')
const skew = word('skew')
const seen = register('seen')
const mine = register('my meeting')
const others = register('others')

/** Parties that say which phase they have finished, meet, and look whether all have said so. */
export const model = defineModel({
  params,
  variants: {
    oneTurnstile: sizes => {
      const turnstile = permits('turnstile', 0)
      const left = (sizes.workers - 1) * sizes.phases
      const program = phases(sizes, [
        at('gate.acquire()', acquire(gate)),
        at('come[0]++', load(seen, come), store(come, seen.plus(1))),
        at('if (come[0] === knobs.workers) {', load(seen, come)),
        when(seen.equals(sizes.workers), [
          at('come[0] = 0', store(come, 0)),
          letThrough(turnstile, sizes.workers, 'for (let i = 0; i < knobs.workers; i++) turnstile.release()'),
        ]),
        at('gate.release()', release(gate)),
        at('turnstile.acquire()', acquire(turnstile)),
      ])
      const open = letThrough(
        turnstile,
        left,
        'for (let i = 0; i < left && !context.stopRequested(); i++) turnstile.release()',
      )
      return { ...program, workers: program.workers.map(party => [...party, open]) }
    },

    resetCounter: sizes =>
      phases(sizes, [
        at('if (Atomics.add(come, 0, 1) + 1 === knobs.workers) {', rmw(come, come.plus(1), seen)),
        when(
          seen.plus(1).equals(sizes.workers),
          [at('Atomics.store(come, 0, 0)', store(come, 0))],
          [
            at(
              'while (Atomics.load(come, 0) !== 0 && !context.stopRequested()) context.yieldCore()',
              until(come.equals(0)),
            ),
          ],
        ),
      ]),

    twoTurnstiles: sizes => {
      const turnstile = permits('turnstile', 0)
      const exit = permits('exit', 0)
      const all = 'for (let i = 0; i < knobs.workers; i++) through.release()'
      return phases(sizes, [
        at('gate.acquire()', acquire(gate)),
        at('come[0]++', load(seen, come), store(come, seen.plus(1))),
        at('if (come[0] === knobs.workers) letAllThrough(turnstile)', load(seen, come)),
        when(seen.equals(sizes.workers), [letThrough(turnstile, sizes.workers, all)]),
        at('gate.release()', release(gate)),
        at('turnstile.acquire()', acquire(turnstile)),
        at('gate.acquire()', acquire(gate)),
        at('come[0]--', load(seen, come), store(come, seen.minus(1))),
        at('if (come[0] === 0) letAllThrough(exit)', load(seen, come)),
        when(seen.equals(0), [letThrough(exit, sizes.workers, all)]),
        at('gate.release()', release(gate)),
        at('exit.acquire()', acquire(exit)),
      ])
    },

    // The last to come starts the next meeting; the others wait for its number to change.
    barrier: sizes =>
      phases(sizes, [
        at(
          'meeting.wait()',
          rmw(come, come.plus(1).modulo(sizes.workers), seen),
          set(mine, meeting),
          when(seen.plus(1).equals(sizes.workers), [set(meeting, meeting.plus(1))], [until(meeting.differsFrom(mine))]),
        ),
      ]),
  },
})

function letThrough(turnstile: Permits, times: number, line: string): Statement {
  return at(line, repeat(times, release(turnstile)))
}

/** Phase after phase: say that it is finished, meet, and look how far the others are. */
function phases({ workers, phases: all }: Sizes, meet: readonly Statement[]): StepProgram {
  const finished = words('finished', workers)
  const party = (me: number): readonly Statement[] =>
    several(all, index => index + 1).flatMap(phase => [
      at('Atomics.store(own.finished.cell, 0, phase)', store(finished.at(me), phase)),
      ...meet,
      ...several(workers, other =>
        at(
          'const ahead = phase + 1 - Atomics.load(finished, 0)',
          load(others, finished.at(other)),
          when(skew.isBelow(others.minus(phase + 1).times(-1)), [set(skew, others.minus(phase + 1).times(-1))]),
        ),
      ),
    ])
  return {
    workers: several(workers, party),
    outcomes: [{ name: 'ran-ahead', when: skew.isAbove(1) }],
    otherwise: 'in-step',
  }
}
