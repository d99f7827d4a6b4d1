import { describe, expect, it } from 'vitest'
import App from '../../../src/renderer/app/App.vue'
import ConnectionNotice from '../../../src/renderer/app/ConnectionNotice.vue'
import { clockTime } from '../../../src/renderer/app/clock-time.ts'
import { documentOf, planOf, snapshot } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

describe('the connection notice', () => {
  it('says nothing while all is well', async () => {
    const { wrapper } = await show(await openPage(), ConnectionNotice)
    expect(wrapper.text()).toBe('')
    expect(wrapper.find('[role=status]').exists()).toBe(true)
  })

  it('says since when nothing was heard, and from when the figures are', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, ConnectionNotice)
    page.desk.unreachable = new Error('nobody is there')
    page.desk.hangUp()
    await until(() => wrapper.text() !== '')
    expect(wrapper.text()).toMatch(/No frames for [\d.]+ s\. What you see is from \d\d:\d\d:\d\d\./)
    expect(wrapper.text()).toContain(clockTime(page.connection.lastHeardMillis ?? 0))
  })

  it('tells of a restart and of the run that crashed in it, until it is dismissed', async () => {
    const restart = { at: '2026-01-02T03:05:00.000Z', reason: 'the engine host ended (SIGKILL)' }
    const last = documentOf(planOf('r1'), [], 'crashed')
    const page = await openPage(desk => (desk.snapshot = snapshot({ last, restart })))
    const { wrapper } = await show(page, ConnectionNotice)
    expect(wrapper.text()).toContain(
      `The engine host was restarted at ${clockTime(restart.at)}. Run r1 crashed (inconclusive); earlier runs are whole.`,
    )
    expect(wrapper.text()).toContain('the engine host ended (SIGKILL)')
    await wrapper.get('button').trigger('click')
    expect(wrapper.text()).toBe('')
  })

  it('leaves an old restart alone when a run has started since', async () => {
    const restart = { at: '2020-01-01T00:00:00.000Z', reason: 'long ago' }
    const page = await openPage(desk => (desk.snapshot = snapshot({ last: documentOf(planOf('r1'), []), restart })))
    expect(page.connection.restart).toBeNull()
  })

  it('says where a new address is to be found when this one is used up', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, App)
    page.desk.end()
    await until(() => wrapper.text().includes('This address has been used.'))
    expect(wrapper.get('main').text()).toContain('Copy the newest address from the terminal.')
  })
})
