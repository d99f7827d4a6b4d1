import { describe, expect, it } from 'vitest'
import { outsideOf, overlayInWords } from '../../../src/contract/overlay-in-words.ts'
import type { Overlay, SeenEnd } from '../../../src/contract/overlay.ts'
import { exploredHere } from '../../helpers/explored-here.ts'

const IMPOSSIBLE: SeenEnd = { name: 'lost', value: 1, rounds: 3 }
const EXACT: SeenEnd = { name: 'exact', value: 6, rounds: 97 }

function overlayWith(seen: readonly SeenEnd[], atomicsOnly: boolean): Overlay {
  return {
    schema: 'interleave.overlay/1',
    experiment: 'lost-update',
    variant: 'atomic-load-store',
    params: { workers: 2, additions: 3 },
    seed: 7,
    rounds: 100,
    complete: true,
    atomicsOnly,
    seen: [...seen],
  }
}

const exploration = await exploredHere({ experiment: 'lost-update', variant: 'atomic-load-store' })

describe('what real threads did, beside the model', () => {
  it('is a failure of the lab where atomics come to what no schedule does', () => {
    const overlay = overlayWith([IMPOSSIBLE, EXACT], true)
    expect(outsideOf(exploration, overlay)).toEqual([IMPOSSIBLE])
    expect(overlayInWords(exploration, overlay)).toContain('FAILED: of 100 rounds, real threads came to 1 in 3,')
  })

  it('is interesting where plain accesses do', () => {
    const words = overlayInWords(exploration, overlayWith([IMPOSSIBLE, EXACT], false))
    expect(words).toContain('Outside sequential consistency: of 100 rounds, real threads came to 1 in 3.')
  })

  it('names what is possible and was not seen', () => {
    const words = overlayInWords(exploration, overlayWith([EXACT], true))
    expect(words).toBe(
      'All that 100 rounds on real threads came to is in the explored set. Possible and not seen: 2, 3, 4 and 5.',
    )
  })

  it('calls nothing impossible after a search that was cut short', () => {
    const cut = { ...exploration, complete: false, cut: 'states' as const }
    const overlay = overlayWith([IMPOSSIBLE, EXACT], true)
    expect(outsideOf(cut, overlay)).toEqual([])
    expect(overlayInWords(cut, overlay)).toContain('nothing can be called impossible')
  })

  it('says nothing about ends where no round was over', () => {
    const none = { ...overlayWith([], true), rounds: 0, complete: false }
    expect(overlayInWords(exploration, none)).toBe('It was stopped before a round on real threads was over.')
  })
})
