import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { amplify } from '../kit/amplifier.ts'
import { linger } from '../kit/critical-section.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { Values } from '../kit/params.ts'
import { Rendezvous } from '../kit/rendezvous.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { spinOnce } from '../kit/spinning.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Knobs = Values<typeof params>
type Rival = Kernel<typeof memory, typeof params>

/** A round may take a sleep: few between two looks. */
const ROUNDS = 16
/** Looks that the two hesitate at most: without a common divisor all differences occur. */
const LONGEST = [61, 67] as const

/** Between the look and the set there is room for the other. */
export const checkThenSet: Rival = (words, knobs, context) => {
  const held = words.held.cell
  race(words, knobs, context, stay => {
    for (let look = 0; Atomics.load(held, 0) !== 0; look++) spinOnce(context, look)
    amplify(knobs, context)
    Atomics.store(held, 0, 1)
    const met = stay()
    Atomics.store(held, 0, 0)
    return met
  })
}

/** The look and the set are one step: of two that try at once one fails. */
export const compareExchange: Rival = (words, knobs, context) => {
  const held = words.held.cell
  race(words, knobs, context, stay => {
    for (let look = 0; Atomics.compareExchange(held, 0, 0, 1) !== 0; look++) spinOnce(context, look)
    const met = stay()
    Atomics.store(held, 0, 0)
    return met
  })
}

/** The load of the other's flag may be done before the own flag has left the store buffer. */
export const petersonPlain: Rival = (words, knobs, context) => {
  const other = 1 - context.worker
  const mine = words.wants.of(context.worker).cell
  const theirs = words.wants.of(other).cell
  const turn = words.turn.cell
  const mustWait = (flag: I32Cell, whose: I32Cell): boolean => flag[0] === 1 && whose[0] === other
  race(words, knobs, context, stay => {
    mine[0] = 1
    turn[0] = other
    for (let look = 0; mustWait(theirs, turn); look++) spinOnce(context, look)
    const met = stay()
    mine[0] = 0
    return met
  })
}

/** Sequentially consistent: whoever stores its flag later sees the other's. */
export const petersonAtomic: Rival = (words, knobs, context) => {
  const other = 1 - context.worker
  const mine = words.wants.of(context.worker).cell
  const theirs = words.wants.of(other).cell
  const turn = words.turn.cell
  race(words, knobs, context, stay => {
    Atomics.store(mine, 0, 1)
    Atomics.store(turn, 0, other)
    for (let look = 0; Atomics.load(theirs, 0) === 1 && Atomics.load(turn, 0) === other; look++) spinOnce(context, look)
    const met = stay()
    Atomics.store(mine, 0, 0)
    return met
  })
}

/** Whoever comes last to a rendezvous leaves it first: by how much differs from round to round, so that sometimes it is nothing. */
function hesitate(word: I32Cell, looks: number): void {
  for (let look = 0; look < looks; look++) Atomics.load(word, 0)
}

/** Round after round both leave a rendezvous at once, because workers that drift apart do not race. */
function race(words: Words, knobs: Knobs, context: RoleContext, enter: (stay: () => number) => number): void {
  const own = words.own.of(context.worker)
  const rendezvous = new Rendezvous(words.rendezvous, 2, context)
  const dwell = (): void => {
    amplify(knobs, context)
  }
  let round = 0
  const stay = (): number => linger(words.guarded, context.worker + 1, dwell)
  try {
    context.repeat(
      knobs.rounds,
      times => {
        for (let i = 0; i < times && rendezvous.meet(); i++) {
          round++
          hesitate(words.held.cell, round % LONGEST[context.worker === 0 ? 0 : 1])
          own.intrusions.cell[0] += enter(stay)
          own.passages.cell[0]++
        }
      },
      ROUNDS,
    )
  } finally {
    context.setCompleted(own.passages.load())
  }
}
