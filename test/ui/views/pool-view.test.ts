import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../../src/contract/frames.ts'
import { spansOf } from '../../../src/renderer/components/pool/lane-painter.ts'
import PoolView from '../../../src/renderer/views/PoolView.vue'
import { documentOf, planOf, poolState, recordedTrial } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const placed = poolState({
  threads: [
    { name: 'worker-1', worker: 1 },
    { name: 'worker-2', worker: 0 },
  ],
})

describe('the pool view', () => {
  it('lists the threads before anything has run', async () => {
    const { wrapper } = await show(await openPage(), PoolView, '/pool')
    const rows = wrapper.findAll('tbody tr').map(row => row.findAll('th, td').map(cell => cell.text()))
    expect(rows).toEqual([
      ['no run', 'worker-1', 'no run', 'parked', '', 'not measured', 'not measured'],
      ['no run', 'worker-2', 'no run', 'parked', '', 'not measured', 'not measured'],
    ])
    expect(wrapper.text()).toContain('No run yet: nothing is measured.')
  })

  it('shows each worker’s place, role, state, rate and share', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, PoolView, '/pool')
    const cells = (): string[][] =>
      wrapper.findAll('tbody tr').map(row => row.findAll('th, td').map(cell => cell.text()))
    page.desk.say({ kind: 'pool-changed', pool: placed }, { kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    await until(() => page.lab.runUnderWay !== null)
    const frame = {
      sequence: 1,
      arm: 0,
      trial: 0,
      runMillis: 50,
      atMillis: 50,
      intervalMillis: 50,
      latenessMillis: 0,
      tiles: null,
    }
    page.desk.frame(encodeFrame({ ...frame, operations: [1_000_000, 500_000], states: [2, 5] }))
    await until(() => cells()[0]?.[3] === 'blocked')
    expect(cells()[0]).toEqual(['T2', 'worker-1', 'adder', 'blocked', '', '10.0\u202fM', 'not measured'])
    expect(cells()[1]).toEqual(['T1', 'worker-2', 'adder', 'runs', '', '20.0\u202fM', 'not measured'])
    page.desk.frame(
      encodeFrame({ ...frame, sequence: 2, runMillis: 100, operations: [1_000_000, 500_000], states: [6, 2] }),
    )
    await until(() => cells()[1]?.[3] === 'waits')
    expect(cells()[0]?.[3]).toBe('runs')
    const figures = { operations: 1000, measuredMillis: 60, cpuMillis: 30 }
    const recorded = recordedTrial(0, 0, { perWorker: [{ ...figures, measuredMillis: 20 }, figures] })
    page.desk.say({ kind: 'trial-finished', runId: 'r1', recorded })
    await until(() => cells()[0]?.[6] === '50.0\u202f%')
    expect(cells()[1]?.[6]).toBe('too short for the CPU clock')
  })

  it('keeps the figures of a run whose threads are parked again', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, PoolView, '/pool')
    page.desk.say(
      { kind: 'pool-changed', pool: placed },
      { kind: 'run-started', runId: 'r1', plan: planOf('r1') },
      { kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, 0) },
      // Threads park one by one, and before the run has ended.
      {
        kind: 'pool-changed',
        pool: poolState({
          threads: [
            { name: 'worker-1', worker: 1 },
            { name: 'worker-2', worker: null },
          ],
        }),
      },
      { kind: 'run-finished', runId: 'r1', document: documentOf(planOf('r1'), []) },
      { kind: 'pool-changed', pool: poolState() },
      // An examination of the machine has its own session.
      { kind: 'pool-changed', pool: poolState({ threads: [{ name: 'worker-1', worker: 0 }] }) },
      { kind: 'pool-changed', pool: poolState() },
    )
    await until(() => wrapper.text().includes('Figures are of run r1.'))
    await until(() => wrapper.get('tbody tr').text().includes('T2'))
    expect(wrapper.get('tbody tr').text()).toContain('parked')
    expect(wrapper.get('tbody tr').text()).toContain('10.0\u202fM')
  })

  it('rebuilds the pool, but not during a run, and says why', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, PoolView, '/pool')
    const button = wrapper.get('button')
    await button.trigger('click')
    await until(() => page.desk.callsOf('rebuildPool').length === 1 && !page.pool.rebuilding)
    page.desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    await until(() => button.attributes('disabled') !== undefined)
    expect(wrapper.get('#rebuild-note').text()).toBe('A run goes on. The pool can be rebuilt when it has ended.')
  })

  it('shows the lab’s refusal to rebuild', async () => {
    const page = await openPage()
    page.desk.answers.rebuildPool = () => Promise.resolve({ ok: false, code: 'BUSY', message: 'a run goes on' })
    const { wrapper } = await show(page, PoolView, '/pool')
    await wrapper.get('button').trigger('click')
    await until(() => wrapper.find('[role=alert]').exists())
    expect(wrapper.get('[role=alert]').text()).toBe('error[BUSY]: a run goes on')
  })
})

describe('a lane', () => {
  it('draws neighbouring columns of one look as one span, and nothing where nothing was seen', () => {
    const spans = spansOf(Uint8Array.of(255, 2, 2, 5, 6, 0, 3, 2))
    expect(spans.map(({ from, to, shape }) => [from, to, shape.role, shape.hollow])).toEqual([
      [1, 3, 'run', false],
      [3, 4, 'blocked', true],
      [4, 7, 'wait', false],
      [7, 8, 'run', false],
    ])
  })
})
