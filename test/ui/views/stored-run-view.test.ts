import { expect, it } from 'vitest'
import { answer } from '../../../src/contract/answer.ts'
import StoredRunView from '../../../src/renderer/views/StoredRunView.vue'
import { documentOf, planOf, recordedTrial } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { runEntry } from '../fixtures/runs.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const PLAN = planOf('old-1', { experiment: 'lost-update', variants: ['mutex'], set: { workers: 3 } })

it('shows a run from the history in the lab’s view, marked as recorded, and leads to the lab when another one starts', async () => {
  const page = await openPage(desk => {
    desk.answers.openRun = id =>
      answer(() => ({ entry: runEntry(id, { name: 'from then' }), document: documentOf(PLAN, [recordedTrial(0, 0)]) }))
  })
  const { wrapper, router } = await show(page, StoredRunView, '/history/old-1')
  await until(() => wrapper.find('.badge').exists())
  expect(wrapper.get('.badge').text()).toBe('RECORDED')
  expect(wrapper.text()).toContain('A processor')
  expect(wrapper.text()).toContain('from then')
  expect(page.lab.form?.values['workers']).toBe('3')
  expect(page.lab.form?.variants).toEqual(['mutex'])
  page.desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
  await until(() => router.currentRoute.value.name === 'lab')
  expect(wrapper.text()).not.toContain('RECORDED')
})

it('says that there is no such run', async () => {
  const { wrapper } = await show(await openPage(), StoredRunView, '/history/gone')
  await until(() => wrapper.find('[role=alert]').exists())
  expect(wrapper.get('[role=alert]').text()).toContain('UNKNOWN_RUN')
})
