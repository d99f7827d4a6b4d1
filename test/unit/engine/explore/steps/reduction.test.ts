import { describe, expect, it } from 'vitest'
import { models } from '../../../../../src/engine/explore/models.ts'
import { MemoryBudget } from '../../../../../src/engine/explore/steps/memory-budget.ts'
import { Reach, type Selection } from '../../../../../src/engine/explore/steps/reach.ts'
import type { Explored } from '../../../../../src/engine/explore/steps/step-explorer.ts'
import { prepared, searched } from './searched.ts'

const variants = (
  await Promise.all(
    [...models].map(async ([id, load]) => [...(await load()).variants.keys()].map(variant => ({ id, variant }))),
  )
).flat()

/** Models that are larger than by default, so that there is something to leave out. */
const LARGER = [
  { id: 'dining-philosophers', variant: 'naive', sizes: { philosophers: 6 } },
  { id: 'dining-philosophers', variant: 'ordered', sizes: { philosophers: 5 } },
  { id: 'dining-philosophers', variant: 'seats', sizes: { philosophers: 4 } },
  { id: 'lock-order', variant: 'naive', sizes: { workers: 4, transfers: 1 } },
  { id: 'lock-order', variant: 'try-lock', sizes: { workers: 3, transfers: 1 } },
  { id: 'bank-transfer', variant: 'none', sizes: { tellers: 3, accounts: 3 } },
  { id: 'bank-transfer', variant: 'ordered-locks', sizes: { tellers: 3, accounts: 4 } },
  { id: 'cas-retries', variant: 'untagged', sizes: { nodes: 4 } },
  { id: 'coffman-conditions', variant: 'all-on', sizes: { workers: 5 } },
  { id: 'bounded-buffer', variant: 'shared-ring', sizes: { consumers: 2 } },
  { id: 'if-or-while', variant: 'if-empty', sizes: { consumers: 3, items: 3 } },
]

function namesOf({ ends }: Explored): readonly string[] {
  return ends.map(({ kind, name, value }) => `${kind} ${name} ${String(value)}`).toSorted()
}

async function endsUnder(selection: Selection | null): Promise<readonly string[]> {
  const { machine } = await prepared('lock-order', 'naive')
  const reach = new Reach(machine, new MemoryBudget(1e7), 1e6, selection)
  while (!reach.advance(1000));
  return reach.ends.map(({ end }) => end.name)
}

describe('a reduced search', () => {
  it.each(variants)('finds the same ends of $id $variant', async ({ id, variant }) => {
    expect(namesOf(await searched(id, variant, {}, {}, true))).toEqual(namesOf(await searched(id, variant)))
  })

  it.each(LARGER)('finds the same ends of $id $variant with $sizes', async ({ id, variant, sizes }) => {
    const whole = await searched(id, variant, sizes)
    const reduced = await searched(id, variant, sizes, {}, true)
    expect(namesOf(reduced)).toEqual(namesOf(whole))
    expect(reduced.states).toBeLessThanOrEqual(whole.states)
  })

  it('looks at fewer than a fifth of the states where workers rarely meet', async () => {
    const whole = await searched('dining-philosophers', 'naive', { philosophers: 6 })
    const reduced = await searched('dining-philosophers', 'naive', { philosophers: 6 }, {}, true)
    expect(reduced.states * 5).toBeLessThan(whole.states)
  })

  it('counts nothing, and says so', async () => {
    const found = await searched('lock-order', 'naive', {}, {}, true)
    expect(found).toMatchObject({ reduced: true, schedules: null, cyclic: false, cut: null })
    expect(
      found.ends.every(({ schedules, fewestPreemptions }) => schedules === null && fewestPreemptions === null),
    ).toBe(true)
  })

  it('would miss ends if it followed any one worker', async () => {
    const { machine } = await prepared('lock-order', 'naive')
    const anyOne: Selection = state => (machine.choices(state, 0) > 0 ? 1 : 2)
    expect(await endsUnder(null)).toEqual(expect.arrayContaining(['all-moved', 'deadlock']))
    expect(await endsUnder(anyOne)).toEqual(['all-moved'])
  })
})
