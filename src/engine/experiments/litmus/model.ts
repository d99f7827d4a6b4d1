import { choice } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { drain, plainLoad, plainStore, storeBuffer, type StoreBuffer } from '../kit/step-store-buffer.ts'
import { every, register, word, words, type Word } from '../kit/step-values.ts'
import { load, set, store, type Statement } from '../kit/steps.ts'
import { tests, type TestName } from './tests.ts'

const params = {
  test: choice({
    choices: {
      sb: 'store buffering',
      mp: 'message passing',
      lb: 'load buffering',
      corr: 'coherence of reads',
      iriw: 'independent reads of independent writes',
    },
    default: 'sb',
    help: 'which test',
  }),
} as const

const x = word('x')
const y = word('y')
const MOST_REGISTERS = 4
const results = words('r', MOST_REGISTERS)
const [r0, r1, r2, r3] = [results.at(0), results.at(1), results.at(2), results.at(3)] as const
const seen = register('seen')

/** How a variant accesses memory. */
interface Access {
  store(party: number, into: Word): readonly Statement[]
  load(party: number, from: Word): readonly Statement[]
}

/** One round of one test. Plain accesses are those of x86, where each core has a store buffer; other cores may do more. */
export const model = defineModel({
  params,
  variants: {
    plain: ({ test }) => {
      const buffers = tests[test].parties.map((_, party) => storeBuffer(`buffer ${String(party)}`, 2, [x, y]))
      const stores = buffers.map(() => 0)
      const bufferOf = (party: number): StoreBuffer => buffers[party] ?? storeBuffer('no buffer', 1, [])
      const program = roundOf(test, {
        store: (party, into) => {
          stores[party] = (stores[party] ?? 0) + 1
          return plainStore(bufferOf(party), into, 1)
        },
        load: (party, from) => plainLoad(bufferOf(party), seen, from),
      })
      const drains = stores.flatMap((times, party) => (times > 0 ? [drain(bufferOf(party), times)] : []))
      return { ...program, workers: [...program.workers, ...drains] }
    },

    atomic: ({ test }) =>
      roundOf(test, {
        store: (_party, into) => [store(into, 1)],
        load: (_party, from) => [load(seen, from)],
      }),
  },
})

function roundOf(test: TestName, access: Access): StepProgram {
  const put = (party: number, into: Word): readonly Statement[] => access.store(party, into)
  const get = (party: number, from: Word, into: Word): readonly Statement[] => [
    ...access.load(party, from),
    set(into, seen),
  ]
  const parties: Readonly<Record<TestName, () => readonly (readonly Statement[])[]>> = {
    sb: () => [
      [...put(0, x), ...get(0, y, r0)],
      [...put(1, y), ...get(1, x, r1)],
    ],
    mp: () => [
      [...put(0, x), ...put(0, y)],
      [...get(1, y, r0), ...get(1, x, r1)],
    ],
    lb: () => [
      [...get(0, x, r0), ...put(0, y)],
      [...get(1, y, r1), ...put(1, x)],
    ],
    corr: () => [put(0, x), [...get(1, x, r0), ...get(1, x, r1)]],
    iriw: () => [put(0, x), put(1, y), [...get(2, x, r0), ...get(2, y, r1)], [...get(3, y, r2), ...get(3, x, r3)]],
  }
  const weak = every(tests[test].weak.split('').map((digit, index) => results.at(index).equals(Number(digit))))
  return {
    workers: parties[test](),
    outcomes: [{ name: `${test}-weak`, when: weak }],
    otherwise: 'sequential',
  }
}
