import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/contract/events.ts'
import { useWaitsStore } from '../../../src/renderer/stores/waits.ts'
import { deadlockOf, forks, philosophers, seated } from '../../helpers/wait-records.ts'
import { waitsPlan, waitsSnapshot, waitsTrial } from '../../helpers/waits-run.ts'

const PLAN = waitsPlan(3, 'stand')
const { runId } = PLAN
const PROVED = seated(3, 3, { cycles: [[0, 1, 2]] })

function changed(trial: number, sample = seated(3, 2)): RunEvent {
  return { kind: 'waits-changed', runId, arm: 0, trial, resources: forks(3), sample }
}

const proved = (trial: number): RunEvent => ({ kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(3, trial) })

describe('the waits of a run', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
  })

  function heard(...events: RunEvent[]) {
    const waits = useWaitsStore()
    for (const event of [{ kind: 'run-started', runId, plan: PLAN } as const, ...events]) waits.onEvent(event)
    return waits
  }

  it('are those of the look that was told last, and announced', () => {
    const waits = heard()
    let announced = 0
    waits.subscribe(() => (announced += 1))
    waits.onEvent(changed(0))
    expect(waits.of(0)?.moment.sample.waits).toHaveLength(2)
    expect(waits.of(1)).toBeNull()
    expect(announced).toBe(1)
    waits.onEvent({ kind: 'run-started', runId, plan: PLAN })
    expect(waits.of(0)).toBeNull()
  })

  it('have the finding of their own trial, whether it comes before or after its look', () => {
    const waits = heard(proved(0), changed(0, PROVED))
    expect(waits.of(0)?.findings).toMatchObject([{ trial: 0 }])
    waits.onEvent(changed(1))
    expect(waits.of(0)?.findings).toEqual([])
    waits.onEvent(proved(1))
    expect(waits.of(0)?.findings).toMatchObject([{ trial: 1 }])
  })

  it('keep in its row what was proved last, so that the next trial does not jump', () => {
    const waits = heard(changed(0, PROVED), changed(1))
    expect(waits.of(0)?.rings.map(ring => ring.map(({ worker }) => worker))).toEqual([[0, 1, 2]])
  })

  it('keep the places of resources that a look does not name', () => {
    const waits = heard(changed(0))
    const [, second] = forks(3)
    const sample = seated(1, 0)
    waits.onEvent({
      kind: 'waits-changed',
      runId,
      arm: 0,
      trial: 0,
      resources: second === undefined ? [] : [second],
      sample,
    })
    const moment = waits.of(0)?.moment
    expect(moment?.resources.map(({ name }) => name)).toEqual(['fork[0]', 'fork[1]', 'fork[2]'])
    expect(moment?.sample.holds).toEqual([{ worker: 0, resource: 1 }])
  })

  it('end with what the trial itself tells', () => {
    const waits = heard()
    waits.onEvent({ kind: 'trial-finished', runId, recorded: waitsTrial(philosophers(3), deadlockOf(3)) })
    expect(waits.of(0)?.moment.sample.cycles).toEqual([[0, 1, 2]])
    expect(waits.of(0)?.findings).toHaveLength(1)
  })

  it('are whole for a page that comes while a deadlock stands', () => {
    const waits = useWaitsStore()
    waits.onSnapshot(
      waitsSnapshot({
        underWay: {
          plan: PLAN,
          phase: 'measuring',
          workersReady: 3,
          recorded: [],
          waits: { kind: 'waits-changed', runId, arm: 0, trial: 0, resources: forks(3), sample: PROVED },
          deadlock: { kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(3) },
          curve: null,
        },
      }),
    )
    expect(waits.of(0)).toMatchObject({ moment: { sample: { cycles: [[0, 1, 2]] } }, findings: [{ trial: 0 }] })
  })
})
