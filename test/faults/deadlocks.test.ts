import { afterAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/contract/events.ts'
import { foundCycles, openPlantedLab, plant } from './planted/planted-lab.ts'

const lab = openPlantedLab()
afterAll(() => lab.close())

describe('a planted deadlock', () => {
  it('is proved with its very members, whatever else waits, runs or waits in time', async () => {
    const { document, trials } = await plant(lab, { workers: 12, trials: 40, planSeed: 1 })
    for (const { trial, plan, findings } of trials) {
      expect(trial).toMatchObject({ state: 'deadlocked', outcome: 'deadlock', reason: { code: 'DEADLOCK' } })
      expect(foundCycles(findings)).toEqual(plan.cycles)
      for (const { cycle } of findings) {
        for (const { holds, evidence } of cycle) {
          expect(holds).toHaveLength(1)
          expect(evidence?.epochBefore).toBe(evidence?.epochAfter)
        }
      }
    }
    expect(document.verdict).toBe('passed')
  })

  it('is proved beside another one', async () => {
    const { trials } = await plant(lab, { workers: 12, trials: 20, planSeed: 2, kind: 'two', after: 'victim' })
    for (const { trial, plan, findings } of trials) {
      expect(trial.outcome).toBe('recovered')
      expect(foundCycles(findings)).toEqual(plan.cycles)
    }
  })

  it('has length 1 where a worker takes a lock twice, and nothing else is told', async () => {
    const { trials } = await plant(lab, { workers: 3, trials: 5, planSeed: 3, kind: 'self' })
    for (const { trial, findings } of trials) {
      expect(trial.state).toBe('deadlocked')
      expect(findings.map(({ kind, proved, cycle }) => ({ kind, proved, cycle }))).toEqual([
        { kind: 'deadlock', proved: true, cycle: [{ worker: 0, holds: ['lock[7]'], waitsFor: 'lock[7]' }] },
      ])
    }
  })

  it('is none where a member has left: ABANDONED', async () => {
    const { trials } = await plant(lab, { workers: 4, trials: 3, planSeed: 4, kind: 'dead', stallAfter: 0.2 })
    for (const { trial, findings } of trials) {
      expect(trial.state).toBe('stalled')
      expect(findings.map(({ kind }) => kind)).toEqual(['abandoned'])
    }
  })
})

describe('what happens next', () => {
  it('can be that one is thrown out: the others finish', async () => {
    const { trials } = await plant(lab, { workers: 8, trials: 20, planSeed: 5, after: 'victim' })
    for (const { trial, findings } of trials) {
      expect(trial).toMatchObject({ state: 'completed', outcome: 'recovered' })
      const [finding] = findings
      expect(finding?.recovery).toMatchObject({ by: 'victim', complete: true })
      // All hold one lock: the last one goes.
      expect(finding?.recovery?.worker).toBe(Math.max(...(finding?.cycle ?? []).map(({ worker }) => worker)))
      expect(finding?.recovery?.millis).toBeLessThan(1000)
    }
  })

  it('can be that a thread is ended: the others get its lock and finish, and the next trial has another thread', async () => {
    const { trials } = await plant(lab, { workers: 6, trials: 5, planSeed: 6, after: 'terminate' })
    expect(trials).toHaveLength(5)
    for (const { trial, findings } of trials) {
      expect(trial).toMatchObject({ state: 'deadlocked', reason: { code: 'DEADLOCK' } })
      expect(findings[0]?.recovery).toMatchObject({ by: 'terminate', complete: true })
    }
  })

  it('can be that it is left standing, until it is released', async () => {
    const events: RunEvent[] = []
    const { trials } = await plant(
      lab,
      { workers: 4, trials: 1, planSeed: 7, after: 'stand', stallAfter: 0.1 },
      event => {
        events.push(event)
        if (event.kind === 'deadlock-proved') setTimeout(() => void lab.release(), 400)
      },
    )
    expect(trials[0]?.trial).toMatchObject({ state: 'completed', outcome: 'recovered' })
    expect(trials[0]?.findings[0]?.recovery?.by).toBe('victim')
    expect(events.filter(({ kind }) => kind === 'deadlock-proved')).toHaveLength(1)
    const seen = events.flatMap(event => (event.kind === 'waits-changed' ? [event.sample] : []))
    expect(seen.some(({ cycles }) => cycles.length === 1)).toBe(true)
  })

  it('can be that it stands until the run is stopped: it was a deadlock all the same', async () => {
    const { document, trials } = await plant(lab, { workers: 4, trials: 3, planSeed: 8, after: 'stand' }, event => {
      if (event.kind === 'deadlock-proved') setTimeout(() => void lab.stop(), 100)
    })
    expect(trials.map(({ trial }) => trial.state)).toEqual(['deadlocked'])
    expect(document.state).toBe('cancelled')
  })
})
