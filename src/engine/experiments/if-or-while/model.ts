import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { condition, lock, register, several, word } from '../kit/step-values.ts'
import {
  acquire,
  at,
  load,
  notifyOne,
  release,
  repeat,
  set,
  store,
  wait,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  consumers: count({ min: 1, max: 4, default: 2, help: 'that wait for items' }),
  items: count({
    min: 1,
    max: 8,
    default: 2,
    unit: 'items',
    help: 'that the producer puts, shared out among the consumers',
  }),
} as const

type Sizes = { readonly consumers: number; readonly items: number }

const gate = lock('gate')
const notEmpty = condition('not empty')
const head = word('head')
const tail = word('tail')
const phantoms = word('taken from empty')
const first = register('first')
const last = register('last')

const look = [load(first, head), load(last, tail)]

/** A producer and consumers at a queue; head and tail stand for its items. */
export const model = defineModel({
  params,
  variants: {
    ifEmpty: sizes =>
      traders(sizes, [
        at('if (head.cell[0] === tail.cell[0]) {', ...look),
        when(first.equals(last), [at('notEmpty.wait()', wait(notEmpty, gate))]),
      ]),

    whileEmpty: sizes =>
      traders(sizes, [
        at('while (head.cell[0] === tail.cell[0]) {', ...look),
        whileTrue(
          first.equals(last),
          at('notEmpty.wait()', wait(notEmpty, gate)),
          at('while (head.cell[0] === tail.cell[0]) {', ...look),
        ),
      ]),
  },
})

/** @param awaitItem what a consumer does under the gate before it takes one */
function traders({ consumers, items }: Sizes, awaitItem: readonly Statement[]): StepProgram {
  const producer = repeat(
    items,
    at('gate.acquire()', acquire(gate)),
    at('const place = tail.cell[0]', load(last, tail)),
    at('tail.cell[0] = place + 1', store(tail, last.plus(1))),
    at("if (notify === 'one') notEmpty.notifyOne()", notifyOne(notEmpty)),
    at('gate.release()', release(gate)),
  )
  const take = [
    at('return head.cell[0] < tail.cell[0] ? (queue.items[head.cell[0]++] ?? 0) : 0', ...look),
    when(
      first.isBelow(last),
      [at('return head.cell[0] < tail.cell[0] ? (queue.items[head.cell[0]++] ?? 0) : 0', store(head, first.plus(1)))],
      [set(phantoms, phantoms.plus(1))],
    ),
  ]
  const consumer = (share: number): readonly Statement[] => [
    repeat(share, at('gate.acquire()', acquire(gate)), ...awaitItem, ...take, at('gate.release()', release(gate))),
  ]
  return {
    workers: [
      [producer],
      ...several(consumers, which => consumer(Math.floor(items / consumers) + (which < items % consumers ? 1 : 0))),
    ],
    outcomes: [{ name: 'took-from-empty', when: phantoms.isAbove(0) }],
    otherwise: 'all-taken',
  }
}
