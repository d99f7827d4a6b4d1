import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/contract/answer.ts'
import ComparisonView from '../../../src/renderer/views/ComparisonView.vue'
import HistoryView from '../../../src/renderer/views/HistoryView.vue'
import { openPage } from '../fixtures/page.ts'
import { historyPage, runEntry } from '../fixtures/runs.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const rows = 'div[role=row][data-place]'

describe('the choice of runs to compare', () => {
  it('leads from the history to their comparison, in the order in which they were chosen', async () => {
    const runs = [runEntry('a-1'), runEntry('b-1'), runEntry('c-1', { experiment: 'mutex' })]
    const page = await openPage(desk => (desk.answers.history = () => answer(() => historyPage(runs))))
    const { wrapper, router } = await show(page, HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 3)
    const [first, second, third] = wrapper.findAll(rows)
    await second?.get('input').setValue(true)
    expect(wrapper.get('.chosen').text()).toContain('Choose one run more.')
    await third?.trigger('keydown', { key: 'c' })
    expect(wrapper.get('.chosen').text()).toContain('Only runs of one experiment can be compared.')
    expect(wrapper.get('.chosen .primary').attributes('disabled')).toBeDefined()
    await third?.trigger('keydown', { key: 'c' })
    await first?.trigger('keydown', { key: 'c' })
    await wrapper.get('.chosen .primary').trigger('click')
    await until(() => router.currentRoute.value.name === 'comparison')
    expect(router.currentRoute.value.query).toEqual({ runs: 'b-1,a-1' })
  })
})

describe('the comparison view', () => {
  it('says in words what came out, shows the runs, and lists what differed', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, ComparisonView, '/history/compare?runs=a-1,b-1')
    await until(() => wrapper.find('h1.headline').exists())
    expect(page.desk.callsOf('compare')).toEqual([[['a-1', 'b-1']]])
    expect(wrapper.get('h1').text()).toContain('Nothing can be said of A and B')
    expect(wrapper.text()).toContain('RECORDED')
    expect(wrapper.findAll('.runs tbody tr').map(row => row.get('th').text())).toEqual(['A', 'B'])
    expect(wrapper.findAll('section.picture h2').map(title => title.text())[0]).toBe('throughput, additions/s')
    expect(wrapper.text()).toContain('Nothing but the time: parameters, seed, versions and machine were the same.')
  })

  it.each(['', 'a-1', Array.from({ length: 9 }, (_, run) => `a-${run}`).join(',')])(
    'shows what is wrong with the address %j, and hangs up on nobody',
    async runs => {
      const page = await openPage(desk => {
        desk.answers.compare = () => Promise.resolve({ ok: false, code: 'NOT_COMPARABLE', message: 'too few' })
      })
      const { wrapper } = await show(page, ComparisonView, `/history/compare?runs=${runs}`)
      await until(() => wrapper.find('[role=alert]').exists())
      expect(wrapper.get('[role=alert]').text()).toContain('error[NOT_COMPARABLE]')
      expect(page.connection.attached).toBe(true)
    },
  )

  it('offers the formats of a comparison, and can be stopped making one', async () => {
    let cancelled = false
    const page = await openPage(desk => {
      desk.answers.reportComparison = () => new Promise(() => undefined)
      desk.answers.cancelReport = () => {
        cancelled = true
        return answer(() => null)
      }
    })
    const { wrapper } = await show(page, ComparisonView, '/history/compare?runs=a-1,b-1')
    await until(() => wrapper.find('h1.headline').exists())
    await wrapper.get('.actions button').trigger('click')
    await until(() => document.querySelectorAll('.report-format').length > 0)
    const formats = [...document.querySelectorAll<HTMLButtonElement>('.report-format')]
    expect(formats.some(({ textContent }) => textContent.includes('trace'))).toBe(false)
    formats[0]?.click()
    await until(() => wrapper.find('.making').exists())
    await wrapper.get('.making button').trigger('click')
    await until(() => cancelled)
    expect(wrapper.find('.making').exists()).toBe(false)
  })
})
