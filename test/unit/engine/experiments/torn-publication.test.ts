import { describe, expect, it } from 'vitest'
import { memory, tornPublication } from '../../../../src/engine/experiments/torn-publication/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = { workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, publications: 5_000 }
const DONE = { operations: 5_000, perWorker: [5_000, 0, 0] }
const ALL = ['plain', 'atomic']

function trial(variant: string, { published = 5_000, looks = 100, fresh = 50, torn = 0 }, params = PARAMS) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.flag.store(published)
    const { looks: looked, fresh: found, torn: seen } = words.own.of(2)
    looked.store(looks)
    found.store(fresh)
    seen.store(torn)
  }
  return judged(tornPublication, variant, params, fill, DONE)
}

describe('torn-publication', () => {
  it('has every variant of the catalogue, one writer, and at least one reader', () => {
    expect(tornPublication.variants.map(({ variant }) => variant)).toEqual(ALL)
    expect(tornPublication.roles(PARAMS)).toEqual(['writer', 'reader', 'reader'])
    expect(tornPublication.params['workers']).toMatchObject({ min: 2 })
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const torn = variant === 'atomic' ? 'forbidden' : 'interesting'
    expect(trial(variant, {})).toMatchObject({ outcome: 'whole', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, { torn: 1 })).toMatchObject({ outcome: 'torn', grade: torn })
    expect(trial(variant, { torn: 1, fresh: 0 })).toMatchObject({ outcome: 'torn', grade: torn })
  })

  it('calls a trial in which readers found hardly anything new apart, not whole', () => {
    expect(trial('plain', { fresh: 9 }).outcome).toBe('apart')
    expect(trial('plain', { fresh: 10 }).outcome).toBe('whole')
    expect(trial('plain', { fresh: 2, published: 2 }, { ...PARAMS, publications: 2 }).outcome).toBe('whole')
  })

  it('notices a writer that did not publish all, and readers that never looked', () => {
    expect(trial('plain', { published: 4_999 }).failedChecks).toEqual(['all-published'])
    expect(trial('plain', { looks: 0 }).failedChecks).toEqual(['readers-looked'])
  })

  it.each(ALL)('lets readers of %s who come late see the last publication whole', async variant => {
    const { outcome, observed, failedChecks } = await inTurn(tornPublication, variant, PARAMS, [0, 1, 2])
    expect({ outcome, failedChecks }).toEqual({ outcome: 'apart', failedChecks: [] })
    expect(observed).toMatchObject({ published: 5_000, fresh: 2, torn: 0 })
  })

  it.each(ALL)('notices data of %s that is older than its flag', async variant => {
    const { outcome } = await inTurn(tornPublication, variant, PARAMS, [1], (_context, buffer) => {
      const words = memory.bind(buffer, 0)
      words.flag.store(5_000)
      words.data.store(4_999)
    })
    expect(outcome).toBe('torn')
  })

  it.each(ALL)('ends readers and writer of %s when a stop is asked for', async variant => {
    const { observed } = await inTurn(tornPublication, variant, PARAMS, [0, 1], context => (context.stopped = true))
    expect(observed).toMatchObject({ published: 0, looks: 0 })
  })

  it('says in its headline that not observed is not safe', () => {
    const story = { finished: 30, counts: { torn: 0, whole: 30 }, chances: { torn: 30, whole: 30 }, medians: {} }
    expect(tornPublication.headline([{ title: 'plain flag', ...story }])).toContain('not “safe”')
    const torn = { title: 'plain flag', finished: 30, counts: { torn: 2 }, chances: { torn: 30 }, medians: {} }
    expect(tornPublication.headline([torn])).toContain('2 of 30 trials')
  })
})
