import { describe, expect, it } from 'vitest'
import { explorationSchema, type ExploreProgress } from '../../../../src/contract/exploration.ts'
import { replaySchema } from '../../../../src/contract/replay.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { Explorations } from '../../../../src/engine/run/explorations.ts'
import { SearchesHere } from '../../../helpers/searches-here.ts'

const UNHURRIED = { after: () => () => undefined }
const LARGE = { experiment: 'lost-update', variant: 'mutex', set: { workers: 4, additions: 20 } }

describe('explorations', () => {
  it('answers with a document as the contract has it, graded as the experiment grades', async () => {
    const explorations = new Explorations(new SearchesHere(), registry, false, UNHURRIED)
    const naive = await explorations.explore({ experiment: 'lock-order', variant: 'naive' }, () => undefined)
    expect(explorationSchema.parse(naive)).toEqual(naive)
    expect(naive).toMatchObject({ schedules: '6', deadlocks: { grade: 'interesting', schedules: '2' } })
    expect(naive.stalls).toMatchObject({ states: 0, schedules: '0', schedule: null, grade: 'forbidden' })
  })

  it('replays, and grades the end', async () => {
    const explorations = new Explorations(new SearchesHere(), registry, false, UNHURRIED)
    const replay = await explorations.replay('lock-order naive | 0 1')
    expect(replaySchema.parse(replay)).toEqual(replay)
    expect(replay.end).toEqual({ kind: 'deadlock', name: 'deadlock', grade: 'interesting', value: null })
  })

  it('tells how far a search is, and ends it where it is when it is stopped', async () => {
    const explorations = new Explorations(new SearchesHere(), registry, false, UNHURRIED)
    const told: ExploreProgress[] = []
    const found = await explorations.explore(LARGE, progress => {
      told.push(progress)
      explorations.stop()
    })
    expect(told.length).toBeGreaterThan(0)
    expect(found).toMatchObject({ complete: false, cut: 'stopped', schedules: null })
    expect(found.deadlocks.schedules).toBeNull()
  })

  it('starts one thread, and another one when that has died, which its searches hear', async () => {
    const threads = new SearchesHere()
    const explorations = new Explorations(threads, registry, false, UNHURRIED)
    const lost = explorations.explore(LARGE, () => {
      threads.die()
    })
    await expect(lost).rejects.toMatchObject({ code: 'WORKER_DIED' })
    await explorations.replay('lock-order naive | 0')
    await explorations.replay('lock-order naive | 0 1')
    expect(threads.started).toBe(2)
  })

  it('gives up on the code of a model that does not come to an end, and goes on with another thread', async () => {
    const expiries: (() => void)[] = []
    const after = (millis: number, expire: () => void) => {
      expect(millis).toBe(10_000)
      expiries.push(expire)
      return () => undefined
    }
    const threads = new SearchesHere(() => new Promise(() => undefined))
    const explorations = new Explorations(threads, registry, true, { after })
    const endless = explorations.explore({ experiment: './endless.ts' }, () => undefined)
    await expect.poll(() => expiries.length).toBe(1)
    expiries[0]?.()
    await expect(endless).rejects.toMatchObject({
      code: 'BAD_MODEL',
      message: './endless.ts: its code has not come to an end after 10 s',
    })
    threads.die()
    expect(await explorations.replay('lock-order naive | 0')).toMatchObject({ end: null })
    expect(threads.started).toBe(2)
  })

  it('takes files only where that is wanted', async () => {
    const closed = new Explorations(new SearchesHere(), registry, false, UNHURRIED)
    await expect(closed.explore({ experiment: './a.ts' }, () => undefined)).rejects.toMatchObject({
      code: 'UNKNOWN_EXPERIMENT',
    })
    await expect(closed.replay('  ./a.ts x | 0')).rejects.toMatchObject({ code: 'UNKNOWN_EXPERIMENT' })
    const open = new Explorations(new SearchesHere(), registry, true, UNHURRIED)
    await expect(open.explore({ experiment: './a.ts' }, () => undefined)).rejects.toMatchObject({ code: 'BAD_MODEL' })
  })
})
