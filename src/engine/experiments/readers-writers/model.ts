import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { every, lock, register, several, word, type Expression } from '../kit/step-values.ts'
import { acquire, assert, at, load, release, repeat, rmw, set, store, until, type Statement } from '../kit/steps.ts'

const params = {
  readers: count({ min: 1, max: 3, default: 2, help: 'that read' }),
  writers: count({ min: 1, max: 2, default: 1, help: 'that write' }),
  visits: count({ min: 1, max: 3, default: 1, unit: 'visits', help: 'visits of each' }),
} as const

type Sizes = Readonly<Record<'readers' | 'writers' | 'visits', number>>

const readersInside = word('readers inside')
const writerInside = word('writer inside')
const waitingWriters = word('writers waiting')
const next = word('next number')
const called = word('number called')
const left = word('left')
const right = word('right')
const torn = word('torn reads')
const seen = register('seen')
const other = register('other')
const mine = register('mine')

/** How somebody gets in; out again means to say so. */
interface Gates {
  readonly read: readonly Statement[]
  readonly write: readonly Statement[]
  readonly leaveRead: readonly Statement[]
  readonly leaveWrite: readonly Statement[]
}

const nobodyInside = readersInside.equals(0).and(writerInside.equals(0))
const noWriter = writerInside.equals(0)
const enterAsReader = set(readersInside, readersInside.plus(1))
const enterAsWriter = set(writerInside, writerInside.plus(1))

/** One step each to get in and out: the lock's own steps are searched with the primitives. What differs is who may get in. */
function gatesOf(readerMay: Expression, writerMay: Expression): Gates {
  return {
    read: [at('gate.acquire()', until(readerMay), enterAsReader)],
    write: [
      at(
        'gate.acquire()',
        rmw(waitingWriters, waitingWriters.plus(1)),
        until(writerMay),
        set(waitingWriters, waitingWriters.minus(1)),
        enterAsWriter,
      ),
    ],
    leaveRead: [at('gate.release()', rmw(readersInside, readersInside.minus(1)))],
    leaveWrite: [at('gate.release()', rmw(writerInside, writerInside.minus(1)))],
  }
}

export const model = defineModel({
  params,
  variants: {
    readersFirst: sizes => visitors(sizes, gatesOf(noWriter, nobodyInside)),

    writersFirst: sizes => visitors(sizes, gatesOf(noWriter.and(waitingWriters.equals(0)), nobodyInside)),

    fair: sizes => {
      const inLine = (may: Expression, enter: Statement): readonly Statement[] => [
        at(
          'gate.acquire()',
          rmw(next, next.plus(1), mine),
          until(called.equals(mine).and(may)),
          set(called, called.plus(1)),
          enter,
        ),
      ]
      const gates = gatesOf(noWriter, nobodyInside)
      return visitors(sizes, {
        ...gates,
        read: inLine(noWriter, enterAsReader),
        write: inLine(nobodyInside, enterAsWriter),
      })
    },

    mutex: sizes => {
      const gate = lock('mutex')
      const leave = (count: typeof readersInside): readonly Statement[] => [
        at('gate.release()', release(gate), set(count, count.minus(1))),
      ]
      return visitors(sizes, {
        read: [at('gate.acquire()', acquire(gate), enterAsReader)],
        write: [at('gate.acquire()', acquire(gate), enterAsWriter)],
        leaveRead: leave(readersInside),
        leaveWrite: leave(writerInside),
      })
    },
  },
})

const isAlone = every([writerInside.isBelow(2), writerInside.equals(0).or(readersInside.equals(0))])

function visitors({ readers, writers, visits }: Sizes, gates: Gates): StepProgram {
  const reader = repeat(
    visits,
    ...gates.read,
    assert(isAlone, 'writer-not-alone'),
    at('const seen = left.cell[0]', load(seen, left)),
    at(
      'const whole = Atomics.load(right.cell, 0) === seen && Atomics.load(writerInside.cell, 0) === 0',
      load(other, right),
      set(torn, torn.or(seen.differsFrom(other))),
    ),
    ...gates.leaveRead,
  )
  const writer = repeat(
    visits,
    ...gates.write,
    assert(isAlone, 'writer-not-alone'),
    at('left.cell[0]++', load(seen, left), store(left, seen.plus(1))),
    at('right.cell[0]++', load(seen, right), store(right, seen.plus(1))),
    ...gates.leaveWrite,
  )
  return {
    workers: [...several(readers, () => [reader]), ...several(writers, () => [writer])],
    outcomes: [{ name: 'both-served', when: torn.not().and(left.equals(writers * visits)) }],
    otherwise: 'writer-not-alone',
  }
}
