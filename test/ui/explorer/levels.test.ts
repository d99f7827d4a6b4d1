import { describe, expect, it } from 'vitest'
import { endLabel, endRows } from '../../../src/renderer/components/explorer/explored-rows.ts'
import { LEVELS } from '../../../src/renderer/components/explorer/levels.ts'
import { sizesIn } from '../../../src/renderer/components/explorer/schedule-text.ts'
import { exploredHere, replayedHere } from '../../helpers/explored-here.ts'

describe('the levels', () => {
  it.each(LEVELS)('$id can be solved, and not with fewer preemptions than par', async ({ head, goal, par }) => {
    const exploration = await exploredHere(sizesIn(head))
    expect(exploration.complete).toBe(true)
    const end = endRows(exploration, null).find(({ label }) => label === goal)
    expect(end).toMatchObject({ grade: 'interesting', fewestPreemptions: par })
    expect(end?.schedule).toContain(`${head} |`)
  })

  it.each(LEVELS)('$id is small enough to say since when its goal is out of reach', async ({ head, goal }) => {
    const { ends, start } = await replayedHere(`${head} |`)
    const labels = (ends ?? []).map(({ kind, name, value }) => endLabel(kind, name, value))
    expect(labels).toContain(goal)
    expect(start.canEndAt).toEqual(labels.map((_, place) => place))
  })

  it('have an id each', () => {
    expect(new Set(LEVELS.map(({ id }) => id)).size).toBe(LEVELS.length)
  })
})
