import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { drain, empty, plainStore, storeBuffer } from '../kit/step-store-buffer.ts'
import { register, several, word } from '../kit/step-values.ts'
import { at, load, repeat, set, store, when, type Statement } from '../kit/steps.ts'

const params = {
  readers: count({ min: 1, max: 3, default: 1, help: 'that look' }),
  publications: count({ min: 1, max: 10, default: 2, unit: 'publications', help: 'one after the other' }),
  looks: count({ min: 1, max: 10, default: 2, unit: 'looks', help: 'looks of each reader' }),
} as const

type Sizes = { readonly readers: number; readonly publications: number; readonly looks: number }

const data = word('data')
const flag = word('flag')
const torn = word('torn looks')
const published = register('published')
const found = register('found')

/** A writer and its readers. Plain accesses are those of x86: stores go through a buffer, and stay in order. */
export const model = defineModel({
  params,
  variants: {
    plain: sizes => {
      const buffer = storeBuffer('buffer', 2 * sizes.publications, [data, flag])
      const program = press(
        sizes,
        number => [
          at('data[0] = number', ...plainStore(buffer, data, number)),
          at('flag[0] = number', ...plainStore(buffer, flag, number)),
        ],
        [at('const published = flag[0]', load(published, flag)), at('const found = data[0]', load(found, data))],
      )
      return { ...program, workers: [...program.workers, drain(buffer, 2 * sizes.publications)] }
    },

    atomic: sizes => {
      const buffer = storeBuffer('buffer', 2 * sizes.publications, [data])
      const program = press(
        sizes,
        number => [
          at('data[0] = number', ...plainStore(buffer, data, number)),
          // An atomic store waits for the plain ones before it.
          at('Atomics.store(flag, 0, number)', ...empty(buffer), store(flag, number)),
        ],
        [
          at('const published = Atomics.load(flag, 0)', load(published, flag)),
          at('const found = data[0]', load(found, data)),
        ],
      )
      return { ...program, workers: [...program.workers, drain(buffer, sizes.publications)] }
    },
  },
})

function press(
  { readers, publications, looks }: Sizes,
  publish: (number: number) => readonly Statement[],
  look: readonly Statement[],
): StepProgram {
  return {
    workers: [
      several(publications, index => publish(index + 1)).flat(),
      ...several(readers, () => [repeat(looks, ...look, when(found.isBelow(published), [set(torn, torn.plus(1))]))]),
    ],
    outcomes: [{ name: 'torn', when: torn.isAbove(0) }],
    otherwise: 'whole',
  }
}
