import { describe, expect, it } from 'vitest'
import { coffmanLights } from '../../../src/charts/coffman-lights.ts'
import type { Resource, WaitSample } from '../../../src/contract/wait-graph.ts'
import { forks, look, mixture, seated } from '../../helpers/wait-records.ts'

const onIn = (resources: readonly Resource[], sample: WaitSample): boolean[] =>
  coffmanLights({ resources, sample }).map(({ on }) => on)

const facts = (resources: readonly Resource[], sample: WaitSample): string[] =>
  coffmanLights({ resources, sample }).map(({ fact }) => fact)

describe('the four conditions', () => {
  it('are all off where nobody waits', () => {
    expect(onIn(forks(5), seated(5, 0))).toEqual([false, false, false, false])
  })

  it('are all on in a proved deadlock, with what makes them so', () => {
    expect(facts(forks(3), seated(3, 3, { cycles: [[0, 1, 2]] }))).toEqual([
      'T2 has fork 2 for itself while T1 wants it',
      'T1 holds fork 1 and waits for fork 2, and 2 more do so',
      'T1 waits without a time limit, and nobody takes fork 2 from T2',
      'T1 → T2 → T3 → T1',
    ])
  })

  it('say of a circle that is not proved that it was only seen', () => {
    expect(facts(forks(3), seated(3))[3]).toBe('T1 → T2 → T3 → T1, seen in one look, not proved')
    expect(onIn(forks(3), seated(3, 2))).toEqual([true, true, true, false])
  })

  it('have no preemption off where every wait has a time limit', () => {
    const sample = seated(2)
    const timed = { ...sample, waits: sample.waits.map(wait => ({ ...wait, timed: true })) }
    expect(onIn(forks(2), timed)).toEqual([true, true, false, true])
    expect(facts(forks(2), timed)[2]).toBe('every wait for a lock has a time limit')
  })

  it('have hold and wait off where those who wait hold nothing', () => {
    const sample = look({
      holds: [{ worker: 0, resource: 0 }],
      waits: [{ worker: 1, resource: 0, sinceMillis: 0, timed: false }],
    })
    expect(onIn(forks(1), sample)).toEqual([true, false, true, false])
  })

  it('ask for owners: who waits for a permit or a signal waits for nobody’s lock', () => {
    const { resources, sample } = mixture()
    const signals = { ...sample, waits: sample.waits.filter(({ resource }) => resource >= 3) }
    expect(onIn(resources, signals)).toEqual([false, false, false, false])
  })

  it('go round by readers, too', () => {
    const resources: Resource[] = [
      { name: 'a.reader[0]', kind: 'reader' },
      { name: 'b.reader[1]', kind: 'reader' },
    ]
    expect(onIn(resources, seated(2, 2, { cycles: [[0, 1]] }))).toEqual([true, true, true, true])
  })

  it('find a circle behind a tail, from its smallest worker', () => {
    // T1 waits for T3, T3 and T2 for each other.
    const sample = look({
      holds: [0, 1, 2].map(worker => ({ worker, resource: worker })),
      waits: [
        { worker: 0, resource: 2, sinceMillis: 0, timed: false },
        { worker: 1, resource: 2, sinceMillis: 0, timed: false },
        { worker: 2, resource: 1, sinceMillis: 0, timed: false },
      ],
    })
    expect(facts(forks(3), sample)[3]).toMatch(/^T2 → T3 → T2,/)
  })
})
