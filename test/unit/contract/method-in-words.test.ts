import { expect, it } from 'vitest'
import { methodFacts } from '../../../src/contract/method-in-words.ts'
import { injectedRun } from '../../helpers/injected-run.ts'

it('tells what looking for deadlocks took, where anybody looked closely', () => {
  const run = injectedRun({ seed: 1, detectorShare: 0.034 })
  const detector = (variants: typeof run.variants) =>
    methodFacts({ ...run, variants }).filter(({ name }) => name === 'detector')
  const [first] = run.variants
  expect(detector(run.variants)).toEqual([
    {
      name: 'detector',
      value:
        'looked every millisecond, which took of one core: 3.40\u202f% in atomic-load-store and 3.40\u202f% in mutex',
    },
  ])
  expect(detector(run.variants.map(one => ({ ...one, detectorShare: null })))).toEqual([])
  expect(first?.detectorShare).toMatchObject({ unit: 'share', n: 15 })
})
