import { count } from '../kit/params.ts'
import { channel, receive, send } from '../kit/step-channel.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { lock, register, several, word } from '../kit/step-values.ts'
import {
  acquire,
  assert,
  at,
  compareExchange,
  load,
  release,
  repeat,
  rmw,
  set,
  store,
  until,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  workers: count({ min: 1, max: 4, default: 2, unit: 'visitors', help: 'that go in' }),
  passages: count({ min: 1, max: 5, default: 2, unit: 'passages', help: 'passages of each' }),
} as const

type Sizes = { readonly workers: number; readonly passages: number }

const counter = word('counter')
const inside = word('inside')
const seen = register('seen')
const found = register('found')
const mine = register('mine')
const request = register('request')

/** Room for more requests than there are at these sizes: nobody waits for it. */
const MAILBOX = 20

/** The witness: two inside at once see each other. */
const visit = [
  set(inside, inside.plus(1)),
  assert(inside.isBelow(2), 'intruded'),
  at('counter.cell[0]++', load(seen, counter), store(counter, seen.plus(1))),
]
const leave = set(inside, inside.minus(1))

/**
 * The ways in. How the mutex, the adaptive one and the fair one wait is theirs: for those who use them each is a lock with an
 * owner, and their own steps are searched with the primitives.
 */
export const model = defineModel({
  params,
  variants: {
    futexMutex: sizes => visitors(sizes, ownedLock()),
    adaptive: sizes => visitors(sizes, ownedLock()),
    fairHandOff: sizes => visitors(sizes, ownedLock()),

    spin: sizes => {
      const held = word('word')
      const attempt = [
        at(
          'for (let look = 0; atomics.load(word) !== 0 || atomics.compareExchange(word, 0, 1) !== 0; look++) {',
          until(held.equals(0)),
          compareExchange(found, held, 0, 1),
        ),
      ]
      return visitors(sizes, [
        set(found, 1),
        whileTrue(found, ...attempt),
        ...visit,
        at('atomics.store(this.#word, 0)', store(held, 0), leave),
      ])
    },

    ticket: sizes => {
      const next = word('next')
      const called = word('serving')
      return visitors(sizes, [
        at('const mine = atomics.add(this.#next, 1)', rmw(next, next.plus(1), mine)),
        at(
          'for (let look = 0; atomics.load(this.#serving) !== mine; look++) spinOnce(this.#context, look)',
          until(called.equals(mine)),
        ),
        ...visit,
        at('atomics.store(this.#serving, (this.#mine + 1) | 0)', store(called, mine.plus(1)), leave),
      ])
    },

    // Alone it has nobody to send it anything; else it serves the others.
    owner: ({ workers, passages }) => {
      const mailbox = channel('mailbox', MAILBOX)
      const served = workers === 1 ? passages : (workers - 1) * passages
      const receiveOne = at('if (workers > 1) from.receive()', ...receive(request, mailbox))
      const owner = [repeat(served, ...(workers === 1 ? [] : [receiveOne]), ...visit, leave)]
      // Whose request it is, the owner does not ask.
      const client = [repeat(passages, at('mailbox.send(context.worker)', ...send(mailbox, 1)))]
      return {
        workers: several(workers, me => (me === 0 ? owner : client)),
        outcomes: [{ name: 'exact', when: counter.equals(served) }],
        otherwise: 'lost',
      }
    },
  },
})

function ownedLock(): readonly Statement[] {
  const gate = lock('gate')
  return [at('gate.acquire()', acquire(gate)), ...visit, at('gate.release()', release(gate), leave)]
}

function visitors(sizes: Sizes, pass: readonly Statement[]): StepProgram {
  return { workers: several(sizes.workers, () => [repeat(sizes.passages, ...pass)]), ...ends(sizes) }
}

function ends({ workers, passages }: Sizes): Omit<StepProgram, 'workers'> {
  return { outcomes: [{ name: 'exact', when: counter.equals(workers * passages) }], otherwise: 'lost' }
}
