import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { drain, plainLoad, plainStore, storeBuffer } from '../kit/step-store-buffer.ts'
import { register, several, word, type Word } from '../kit/step-values.ts'
import {
  assert,
  at,
  compareExchange,
  load,
  repeat,
  set,
  store,
  until,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  rounds: count({ min: 1, max: 5, default: 1, unit: 'rounds', help: 'times that each of the two goes in' }),
} as const

const WORKERS = 2

const held = word('held')
const turn = word('turn')
const inside = word('inside')
const counter = word('counter')
const seen = register('seen')
const whose = register('whose')
const found = register('found')
const mustWait = register('must wait')

/**
 * The two rivals of broken-lock. Plain accesses go through a store buffer, as on x86, which is drained by a worker of its own;
 * while somebody only looks, over and over, there is no end of schedules.
 */
export const model = defineModel({
  params,
  variants: {
    checkThenSet: sizes =>
      rivals(sizes, () => [
        at('for (let look = 0; Atomics.load(held, 0) !== 0; look++) spinOnce(context, look)', until(held.equals(0))),
        at('Atomics.store(held, 0, 1)', store(held, 1), ...enter),
        ...stay,
        at('Atomics.store(held, 0, 0)', store(held, 0), ...leave),
      ]),

    compareExchange: sizes =>
      rivals(sizes, () => [
        set(found, 1),
        whileTrue(
          found,
          at(
            'for (let look = 0; Atomics.compareExchange(held, 0, 0, 1) !== 0; look++) spinOnce(context, look)',
            compareExchange(found, held, 0, 1),
          ),
        ),
        ...enter,
        ...stay,
        at('Atomics.store(held, 0, 0)', store(held, 0), ...leave),
      ]),

    petersonPlain: sizes => {
      const wants = wantsOf()
      const buffers = several(WORKERS, me => storeBuffer(`buffer ${String(me)}`, 3, [wants[me] ?? held, turn]))
      const program = rivals(sizes, me => {
        const own = buffers[me]
        const mine = wants[me] ?? held
        const theirs = wants[1 - me] ?? held
        if (own === undefined) return []
        const look = at(
          'const mustWait = (flag: I32Cell, whose: I32Cell): boolean => flag[0] === 1 && whose[0] === other',
          ...lookAt(me, plainLoad(own, seen, theirs), plainLoad(own, whose, turn)),
        )
        return [
          at('mine[0] = 1', ...plainStore(own, mine, 1)),
          at('turn[0] = other', ...plainStore(own, turn, 1 - me)),
          look,
          whileTrue(mustWait, look),
          ...enter,
          ...stay,
          at('mine[0] = 0', ...plainStore(own, mine, 0), ...leave),
        ]
      })
      return { ...program, workers: [...program.workers, ...buffers.map(buffer => drain(buffer, 3 * sizes.rounds))] }
    },

    petersonAtomic: sizes => {
      const wants = wantsOf()
      return rivals(sizes, me => {
        const mine = wants[me] ?? held
        const theirs = wants[1 - me] ?? held
        const look = at(
          'for (let look = 0; Atomics.load(theirs, 0) === 1 && Atomics.load(turn, 0) === other; look++) spinOnce(context, look)',
          ...lookAt(me, [load(seen, theirs)], [load(whose, turn)]),
        )
        return [
          at('Atomics.store(mine, 0, 1)', store(mine, 1)),
          at('Atomics.store(turn, 0, other)', store(turn, 1 - me)),
          look,
          whileTrue(mustWait, look),
          ...enter,
          ...stay,
          at('Atomics.store(mine, 0, 0)', store(mine, 0), ...leave),
        ]
      })
    },
  },
})

/** The turn is looked at only where the other one wants to go in, too. */
function lookAt(me: number, atTheirs: readonly Statement[], atTurn: readonly Statement[]): readonly Statement[] {
  return [...atTheirs, set(mustWait, 0), when(seen.equals(1), [...atTurn, set(mustWait, whose.equals(1 - me))])]
}

function wantsOf(): readonly Word[] {
  return several(WORKERS, me => word(`wants ${String(me)}`))
}

/** The witness: two inside at once see each other. */
const enter = [set(inside, inside.plus(1)), assert(inside.isBelow(2), 'both-inside')]
const leave = [set(inside, inside.minus(1))]

/** An addition that only one at a time can make. */
const stay = [at('const met = stay()', load(seen, counter), store(counter, seen.plus(1)))]

function rivals({ rounds }: { readonly rounds: number }, pass: (me: number) => readonly Statement[]): StepProgram {
  return {
    workers: several(WORKERS, me => [repeat(rounds, ...pass(me))]),
    outcomes: [{ name: 'alone', when: counter.equals(WORKERS * rounds) }],
    otherwise: 'both-inside',
  }
}
