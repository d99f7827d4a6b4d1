import { describe, expect, it } from 'vitest'
import SettingsView from '../../../src/renderer/views/SettingsView.vue'
import { planOf } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

describe('the settings view', () => {
  it('changes theme and contrast at once', async () => {
    const { wrapper } = await show(await openPage(), SettingsView, '/settings')
    await wrapper.get('input[name=theme][value=dark]').setValue(true)
    await wrapper.get('input[name=contrast][value=more]').setValue(true)
    expect(document.documentElement.dataset['theme']).toBe('hc-dark')
  })

  it('asks the lab to keep cores free', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, SettingsView, '/settings')
    expect(wrapper.get<HTMLInputElement>('#cores').element.value).toBe('1')
    await wrapper.get('#cores').setValue('0')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.text().includes('Kept.'))
    expect(page.desk.callsOf('keepCoresFree')).toEqual([[0]])
    expect(page.pool.pool?.coresKeptFree).toBe(0)
  })

  it('shows the lab’s refusal beside the field', async () => {
    const page = await openPage()
    page.desk.answers.keepCoresFree = () =>
      Promise.resolve({ ok: false, code: 'BAD_VALUE', message: 'cores kept free must be …, got 9' })
    const { wrapper } = await show(page, SettingsView, '/settings')
    await wrapper.get('#cores').setValue('9')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.get('#cores-error').text() !== '')
    expect(wrapper.get('#cores-error').text()).toBe('error[BAD_VALUE]: cores kept free must be …, got 9')
    expect(wrapper.get('#cores').attributes('aria-invalid')).toBe('true')
  })

  it('does not ask the lab about what is no number', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, SettingsView, '/settings')
    await wrapper.get('#cores').setValue('some')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.get('#cores-error').text() !== '')
    expect(wrapper.get('#cores-error').text()).toContain('must be a whole number from 0 to 1, got "some"')
    expect(page.desk.callsOf('keepCoresFree')).toEqual([])
  })

  it('waits for the end of a run', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, SettingsView, '/settings')
    page.desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    await until(() => wrapper.get('button[type=submit]').attributes('disabled') !== undefined)
    expect(wrapper.text()).toContain('A run goes on.')
  })
})
