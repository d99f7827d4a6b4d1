import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { encodeFrame } from '../../../src/contract/frames.ts'
import LiveTiles from '../../../src/renderer/components/lab/LiveTiles.vue'
import { shownUnderWay } from '../../../src/renderer/components/lab/shown-run.ts'
import { present } from '../../helpers/present.ts'
import { planOf } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const PLAN = planOf('r1', { experiment: 'lost-update', variants: ['plain-increment', 'mutex'], set: { workers: 2 } })
const REST = { runMillis: 0, atMillis: 50, intervalMillis: 50, latenessMillis: 0, operations: [0, 0], states: [2, 2] }

describe('tiles of a run under way', () => {
  it('name the variant and the trial that they are of, and tell how far they are', async () => {
    const page = await openPage()
    page.desk.say({ kind: 'run-started', runId: 'r1', plan: PLAN })
    await until(() => page.lab.runUnderWay !== null)
    const run = shownUnderWay(present(page.lab.runUnderWay, 'a run'), present(page.lab.experiment, 'an experiment'))
    const { wrapper } = await show(
      page,
      defineComponent(() => () => h(LiveTiles, { run })),
    )
    const frame = (sequence: number, arm: number, trial: number, owners: readonly number[]) => {
      page.desk.frame(encodeFrame({ ...REST, sequence, arm, trial, tiles: { columns: 2, owners } }))
    }
    frame(1, 0, -1, [1, 0, 0, 0])
    await until(() => wrapper.get('.caption').text().startsWith('warming up, 1 of 4 tiles'))
    frame(2, 1, 2, [1, 2, 2, 0])
    await until(() => wrapper.get('.caption').text().startsWith('trial 3, 3 of 4 tiles'))
    expect(wrapper.get('h2').text()).toBe('Who computed which tile: mutex')
  })
})
