import { describe, expect, it } from 'vitest'
import { RunMemory } from '../../../src/host/run-memory.ts'
import { crashJudgeOf } from '../../../src/engine/index.ts'
import { exactTrials, summaryOf } from '../../helpers/records.ts'
import { deadlockOf, forks, seated } from '../../helpers/wait-records.ts'

const plan = summaryOf(['mutex'], 200)
const { runId } = plan

const crashedRun = await crashJudgeOf('lost-update')

function documentCalled(id: string) {
  return crashedRun({ ...plan, runId: id }, [], { durationMillis: 1, reason: { code: 'HOST_DIED', message: 'gone' } })
}

describe('the memory of runs', () => {
  it('holds a run from its start to its end, and then its document', () => {
    const memory = new RunMemory()
    expect([memory.underWay, memory.last]).toEqual([null, null])
    memory.hear({ kind: 'run-started', runId, plan })
    memory.hear({ kind: 'phase-changed', runId, phase: 'measuring', workersReady: 2 })
    for (const recorded of exactTrials(2)) memory.hear({ kind: 'trial-finished', runId, recorded })
    expect(memory.underWay).toMatchObject({ plan, phase: 'measuring', workersReady: 2, recorded: [{}, {}] })
    const document = documentCalled(runId)
    memory.hear({ kind: 'run-finished', runId, document })
    expect([memory.underWay, memory.last]).toEqual([null, document])
    expect(memory.find(runId)).toBe(document)
  })

  it('spares those who come late the samples of trials long ago, and keeps all for the story of a crash', () => {
    const memory = new RunMemory()
    memory.hear({ kind: 'run-started', runId, plan })
    const trials = exactTrials(150)
    for (const recorded of trials) memory.hear({ kind: 'trial-finished', runId, recorded })
    const told = memory.underWay?.recorded ?? []
    expect(told.map(({ trial }) => trial)).toEqual(trials.map(({ trial }) => trial))
    expect(told.filter(({ perWorker }) => perWorker.length > 0)).toHaveLength(100)
    expect(memory.recorded).toEqual(trials)
  })

  it('tells those who come late of the deadlock that stands, and of no older one', () => {
    const memory = new RunMemory()
    memory.hear({ kind: 'run-started', runId, plan })
    const waits = { kind: 'waits-changed', runId, arm: 0, trial: 0, resources: forks(2), sample: seated(2) } as const
    const deadlock = { kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(2) } as const
    memory.hear(deadlock)
    memory.hear(waits)
    expect(memory.underWay).toMatchObject({ waits, deadlock })
    for (const recorded of exactTrials(1)) memory.hear({ kind: 'trial-finished', runId, recorded })
    expect(memory.underWay).toMatchObject({ waits: null, deadlock: null })
    memory.hear(deadlock)
    memory.hear({ kind: 'run-started', runId, plan })
    expect(memory.underWay?.deadlock).toBeNull()
  })

  it('forgets the oldest of many documents, and names those that it has', () => {
    const memory = new RunMemory(documentCalled('first'))
    for (let run = 0; run < 10; run++) {
      memory.hear({ kind: 'run-finished', runId: `run-${run}`, document: documentCalled(`run-${run}`) })
    }
    expect(memory.find('run-0')?.id).toBe('run-0')
    expect(memory.find('first')).toBeUndefined()
  })
})
