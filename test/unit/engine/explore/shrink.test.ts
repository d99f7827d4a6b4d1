import { describe, expect, it } from 'vitest'
import { explore } from '../../../../src/engine/explore/explore.ts'
import type { Program } from '../../../../src/engine/explore/program.ts'
import { exploreRandomly } from '../../../../src/engine/explore/random.ts'
import { replay } from '../../../../src/engine/explore/replay.ts'
import { shrink } from '../../../../src/engine/explore/shrink.ts'
import { present } from '../../../helpers/present.ts'
import { broken, futex, lostUpdate, sections } from './programs.ts'

/** A failure with many preemptions. */
function anyFailure(program: Program, seed = 1) {
  return present(exploreRandomly(program, { schedules: 20_000, seed }).failure)
}

describe('a failure shrinks', () => {
  it.each([
    [20, 0],
    [19, 2],
    [11, 2],
    [10, 1],
    [9, 4],
    [5, 4],
    [2, 4],
  ])('to the fewest preemptions: a total of %i after 2 x 10 lost updates needs %i', (total, fewest) => {
    const program = lostUpdate(2, 10, total)
    const { failure, fewest: isFewest } = shrink(program, present(explore(program).failure))
    expect(failure.preemptions).toBe(fewest)
    expect(isFewest).toBe(true)
    expect(replay(program, failure.schedule)).toMatchObject({ message: failure.message, preemptions: fewest })
  })

  it('from a random schedule with many', () => {
    const program = sections('two steps', 3, 3, broken.acquireInTwoSteps, broken.release)
    const found = anyFailure(program)
    expect(found.preemptions).toBeGreaterThan(2)
    expect(shrink(program, found).failure.preemptions).toBe(2)
  })

  it('as far as merging goes when the program is too large to search, and says so', () => {
    const program = sections('no notify', 3, 4, futex.acquire, futex.releaseWithoutNotify)
    const found = anyFailure(program)
    const { failure, fewest } = shrink(program, found, { maxStates: 3 })
    expect(fewest).toBe(false)
    expect(failure.preemptions).toBeLessThanOrEqual(found.preemptions)
    expect(failure.preemptions).toBeLessThanOrEqual(2)
    expect(replay(program, failure.schedule)?.kind).toBe('stuck')
  })

  it('to one of the same kind', () => {
    const { threads, ...rest } = sections('both', 2, 2, broken.acquireInTwoSteps, futex.releaseWithoutNotify)
    const program = { ...rest, threads, atEnd: () => undefined }
    const stuck = present(explore(program).failure)
    expect(shrink(program, stuck).failure.kind).toBe(stuck.kind)
  })

  it('without deaths that were not in it', () => {
    const { threads, ...rest } = sections('no notify', 2, 1, futex.acquire, futex.releaseWithoutNotify)
    const program = { ...rest, threads: threads.map(thread => ({ ...thread, killable: true })) }
    const found = present(explore(program).failure)
    expect(shrink(program, found).failure.schedule).not.toContain('kill')
  })
})
