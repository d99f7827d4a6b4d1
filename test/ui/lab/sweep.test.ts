import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { LabError } from '../../../src/base/errors.ts'
import { answer } from '../../../src/contract/answer.ts'
import SweepSection from '../../../src/renderer/components/sweep/SweepSection.vue'
import HistoryView from '../../../src/renderer/views/HistoryView.vue'
import StoredSweepView from '../../../src/renderer/views/StoredSweepView.vue'
import { sweepOf } from '../../../src/engine/run/sweep-record.ts'
import { present } from '../../helpers/present.ts'
import { measuredSweep, planOf, recordOf } from '../../helpers/sweeps.ts'
import { openPage, type Page } from '../fixtures/page.ts'
import { historyPage, runEntry } from '../fixtures/runs.ts'
import { show, type Shown } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const plan = planOf([{ parameter: 'workers', values: [1, 2, 3] }])
const whole = measuredSweep(plan)
const begun = sweepOf(recordOf(plan, [], { points: [] }))

async function section(page: Page): Promise<Shown['wrapper']> {
  const entry = present(page.lab.experiment, 'experiment')
  return (
    await show(
      page,
      defineComponent(() => () => h(SweepSection, { entry })),
    )
  ).wrapper
}

describe('the sweep beside the form', () => {
  it('asks for what is swept, and for the rest as the form has it', async () => {
    const page = await openPage()
    page.lab.setValue('trials', '3')
    const wrapper = await section(page)
    await wrapper.get('button[aria-expanded]').trigger('click')
    const [parameter, over] = wrapper.findAll('.field')
    expect(parameter?.get('select').element.value).toBe('workers')
    await over?.get('input').setValue('1..3:1')
    await wrapper.get('form').trigger('submit')
    await until(() => page.desk.callsOf('sweep').length === 1)
    const [request] = page.desk.callsOf('sweep')[0] ?? []
    expect(request).toMatchObject({
      experiment: 'lost-update',
      set: { trials: '3' },
      over: [{ parameter: 'workers', values: [1, 2, 3] }],
    })
    expect(request).not.toHaveProperty('set.workers')
  })

  it('says what is wrong with values before anything is asked, and what the lab refuses', async () => {
    const page = await openPage(desk => {
      desk.answers.sweep = () =>
        answer(() => Promise.reject(new LabError('BAD_VALUE', 'workers must be from 1 to 64, got 65')))
    })
    const wrapper = await section(page)
    await wrapper.get('button[aria-expanded]').trigger('click')
    const input = wrapper.findAll('.field')[1]?.get('input')
    await input?.setValue('3..1')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('[role=alert]').exists())
    expect(wrapper.get('[role=alert]').text()).toContain('ends before it begins')
    expect(page.desk.callsOf('sweep')).toHaveLength(0)
    await input?.setValue('65')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('[role=alert]').exists() && wrapper.text().includes('from 1 to 64'))
  })

  it('shows how far it is, line by line, can be stopped, and then says what came of it', async () => {
    const page = await openPage()
    const wrapper = await section(page)
    page.desk.say({ kind: 'sweep-started', sweep: begun, left: 3 })
    await until(() => wrapper.find('progress').exists())
    for (const [done, point] of whole.points.slice(0, 2).entries()) {
      page.desk.say(
        { kind: 'sweep-point-started', sweepId: whole.id, values: point.values },
        { kind: 'sweep-advanced', sweepId: whole.id, point, machines: whole.machines, left: 2 - done },
      )
    }
    await until(() => wrapper.get('.progress').text().startsWith('2 of 3 points'))
    expect(wrapper.text()).toContain('LIVE')
    expect(wrapper.get('h2').text()).toBe('throughput against workers')
    await wrapper.get('button.button').trigger('click')
    await until(() => page.desk.callsOf('stop').length === 1)
    page.desk.say({ kind: 'sweep-finished', sweep: whole, keeping: { saved: true } })
    await until(() =>
      wrapper.text().includes('Sweep of lost-update over workers, 3 points: nothing forbidden was seen.'),
    )
    expect(wrapper.find('progress').exists()).toBe(false)
  })

  it('shows a page that comes later what goes on', async () => {
    const page = await openPage(desk => {
      desk.snapshot = { ...desk.snapshot, sweep: { sweep: begun, left: 3 } }
    })
    expect((await section(page)).get('.progress').text()).toContain('0 of 3 points')
  })
})

describe('a sweep in the history', () => {
  const entry = runEntry(whole.id, { kind: 'sweep', headline: whole.headline })

  it('opens as recorded, with where it was measured', async () => {
    const page = await openPage(desk => {
      desk.answers.history = () => answer(() => historyPage([entry]))
      desk.answers.openSweep = () => answer(() => ({ entry, document: whole }))
    })
    const list = await show(page, HistoryView, '/history')
    await until(() => list.wrapper.find('div[data-place]').exists())
    await list.wrapper.get('div[data-place]').trigger('dblclick')
    await until(() => list.router.currentRoute.value.name === 'stored-sweep')
    const { wrapper } = await show(page, StoredSweepView, `/history/sweep/${whole.id}`)
    await until(() => wrapper.text().includes('RECORDED'))
    expect(wrapper.text()).toContain('Fake CPU')
    expect(wrapper.text()).toContain(whole.headline)
    expect(wrapper.text()).not.toContain('Go on with the sweep')
  })

  it('goes on where it was stopped', async () => {
    const cut = sweepOf(recordOf(plan, [], { points: whole.points.slice(0, 1), cut: 'cancelled' }))
    const page = await openPage(desk => {
      desk.answers.openSweep = () => answer(() => ({ entry, document: cut }))
    })
    const { wrapper } = await show(page, StoredSweepView, `/history/sweep/${whole.id}`)
    await until(() => wrapper.text().includes('Go on with the sweep'))
    await wrapper.get('.reports .button').trigger('click')
    await until(() => page.desk.callsOf('resumeSweep').length === 1)
    expect(page.desk.callsOf('resumeSweep')).toEqual([[whole.id]])
  })
})
