import { shareOf } from '../kit/item-witness.ts'
import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import {
  condition as conditionAt,
  every,
  lock,
  permits,
  register,
  several,
  word,
  words,
  type Register,
  type Word,
  type Words,
} from '../kit/step-values.ts'
import {
  acquire,
  at,
  leave,
  load,
  notifyOne,
  release,
  rmw,
  set,
  store,
  until,
  wait,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  producers: count({ min: 1, max: 3, default: 2, help: 'that put items' }),
  consumers: count({ min: 1, max: 3, default: 1, help: 'that take items' }),
  capacity: count({ min: 1, max: 4, default: 1, unit: 'items', help: 'places in the buffer' }),
  items: count({ min: 1, max: 8, default: 2, unit: 'items', help: 'in all, shared out on both sides' }),
} as const

type Sizes = Readonly<Record<'producers' | 'consumers' | 'capacity' | 'items', number>>

const gate = lock('gate')
const head = word('head')
const tail = word('tail')
const first = register('first')
const last = register('last')
const item = register('item')

/** Puts one item in, or takes one out, with what goes with it at each end. */
interface Buffer {
  readonly put: (number: number) => readonly Statement[]
  readonly take: (into: Register) => readonly Statement[]
}

/** Producers and consumers at a buffer; items are numbered from 1. */
export const model = defineModel({
  params,
  variants: {
    semaphores: sizes => {
      const places = words('places', sizes.capacity)
      const free = permits('free', sizes.capacity)
      const filled = permits('filled', 0)
      return traders(sizes, {
        put: number => [
          at('free.acquire()', acquire(free)),
          at('gate.acquire()', acquire(gate)),
          at('places[tail[0]++ % capacity] = item', ...putAt(places, number)),
          at('gate.release()', release(gate)),
          at('filled.release()', release(filled)),
        ],
        take: into => [
          at('filled.acquire()', acquire(filled)),
          at('gate.acquire()', acquire(gate)),
          at('const item = places[head[0]++ % capacity] ?? 0', ...takeFrom(places, into)),
          at('gate.release()', release(gate)),
          at('free.release()', release(free)),
        ],
      })
    },

    condition: sizes => {
      const places = words('places', sizes.capacity)
      const notFull = conditionAt('not full')
      const notEmpty = conditionAt('not empty')
      const fullLine = 'while (tail[0] - head[0] === capacity) notFull.wait()'
      const emptyLine = 'while (tail[0] === head[0]) notEmpty.wait()'
      const look = [load(last, tail), load(first, head)]
      return traders(sizes, {
        put: number => [
          at('gate.acquire()', acquire(gate)),
          at(fullLine, ...look),
          whileTrue(last.minus(first).equals(sizes.capacity), at(fullLine, wait(notFull, gate), ...look)),
          at('places[tail[0]++ % capacity] = item', ...putAt(places, number)),
          at('notEmpty.notifyOne()', notifyOne(notEmpty)),
          at('gate.release()', release(gate)),
        ],
        take: into => [
          at('gate.acquire()', acquire(gate)),
          at(emptyLine, ...look),
          whileTrue(last.equals(first), at(emptyLine, wait(notEmpty, gate), ...look)),
          at('const item = places[head[0]++ % capacity] ?? 0', ...takeFrom(places, into)),
          at('notFull.notifyOne()', notifyOne(notFull)),
          at('gate.release()', release(gate)),
        ],
      })
    },

    // Each end has one worker, or its workers take turns at it; the two ends never wait for each other's lock.
    ring: sizes => {
      const places = words('places', sizes.capacity)
      const inTurn = (peers: number, end: ReturnType<typeof lock>, body: readonly Statement[]): readonly Statement[] =>
        peers === 1 ? body : [at('end.hold(body)', acquire(end)), ...body, at('end.hold(body)', release(end))]
      const pushGate = lock('push gate')
      const popGate = lock('pop gate')
      return traders(sizes, {
        put: number =>
          inTurn(sizes.producers, pushGate, [
            at('buffer.push(passed.item)', until(tail.minus(head).isBelow(sizes.capacity)), ...putAt(places, number)),
          ]),
        take: into =>
          inTurn(sizes.consumers, popGate, [
            at('passed.item = buffer.pop()', until(tail.differsFrom(head)), ...takeFrom(places, into)),
          ]),
      })
    },

    sharedRing: sizes => {
      const places = words('places', sizes.capacity)
      const producersDone = word('producers done')
      const consumersDone = word('consumers done')
      const room = tail.minus(head).isBelow(sizes.capacity)
      const done = (count: Word): Statement =>
        at('Atomics.add((produces ? words.producersDone : words.consumersDone).cell, 0, 1)', rmw(count, count.plus(1)))
      const program = traders(sizes, {
        put: number => [
          at('if (seen - Atomics.load(head, 0) < size) {', until(room.or(consumersDone.equals(sizes.consumers)))),
          when(room.not(), [done(producersDone), leave]),
          ...putAt(places, number),
        ],
        take: into => [
          at(
            'if (Atomics.load(tail, 0) > seen) {',
            until(tail.isAbove(head).or(producersDone.equals(sizes.producers))),
          ),
          when(tail.isAbove(head).not(), [done(consumersDone), leave]),
          ...takeFrom(places, into),
        ],
      })
      return {
        ...program,
        workers: program.workers.map((steps, worker) => [
          ...steps,
          done(worker < sizes.producers ? producersDone : consumersDone),
        ]),
      }
    },
  },
})

/** The index grows; the place is its remainder. */
function putAt(places: Words, number: number): readonly Statement[] {
  return [load(last, tail), store(places.at(last.modulo(places.size)), number), store(tail, last.plus(1))]
}

function takeFrom(places: Words, into: Register): readonly Statement[] {
  return [load(first, head), load(into, places.at(first.modulo(places.size))), store(head, first.plus(1))]
}

function traders({ producers, consumers, items }: Sizes, { put, take }: Buffer): StepProgram {
  const received = words('received', items + 1)
  const phantoms = received.at(0)
  const producer = (rank: number): readonly Statement[] =>
    several(shareOf(items, producers, rank), nth => put(nth * producers + rank + 1)).flat()
  const consumer = (rank: number): readonly Statement[] =>
    several(shareOf(items, consumers, rank), () => [
      ...take(item),
      set(received.at(item), received.at(item).plus(1)),
    ]).flat()
  return {
    workers: [...several(producers, producer), ...several(consumers, consumer)],
    outcomes: [
      {
        name: 'each-once',
        when: every([phantoms.not(), ...several(items, index => received.at(index + 1).equals(1))]),
      },
    ],
    otherwise: 'lost-or-doubled',
  }
}
