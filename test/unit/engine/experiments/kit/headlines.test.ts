import { describe, expect, it } from 'vitest'
import { tellApart, trialsWith } from '../../../../../src/engine/experiments/kit/headlines.ts'

function story(title: string, lost: number, finished = 30) {
  const chances = { exact: finished, lost: finished }
  return { title, finished, counts: { exact: finished - lost, lost }, chances, medians: {} }
}

const tell = (...stories: ReturnType<typeof story>[]) =>
  tellApart(stories, ['lost'], one => `lost some in ${trialsWith(one, ['lost'])}`, 'lost none')

describe('a headline that tells variants apart', () => {
  it('says of each that showed it in how many trials, and of the others that they did not', () => {
    expect(tell(story('plain ++', 28), story('mutex', 0), story('atomic add', 0))).toBe(
      'Plain ++ lost some in 28 of 30 trials. Mutex and atomic add lost none.',
    )
  })

  it('says nothing of variants of which no trial finished', () => {
    expect(tell(story('plain ++', 1), story('mutex', 0, 0))).toBe('Plain ++ lost some in 1 of 30 trials.')
  })

  it('has one sentence when nothing happened', () => {
    expect(tell(story('plain ++', 0))).toBe('Plain ++ lost none.')
  })
})
