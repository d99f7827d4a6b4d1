import { describe, expect, it } from 'vitest'
import { fieldLabel, readable, ungrouped } from '../../../src/renderer/components/lab/field-words.ts'
import LabView from '../../../src/renderer/views/LabView.vue'
import { planOf, planOfAnother } from '../fixtures/documents.ts'
import { openPage, type Page } from '../fixtures/page.ts'
import { show, type Shown } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

async function lab(): Promise<Shown & { readonly page: Page }> {
  const page = await openPage()
  return { page, ...(await show(page, LabView)) }
}

function field({ wrapper }: Shown, label: string) {
  const found = wrapper.findAll('.field').find(one => one.get('label').text() === label)
  if (found === undefined) throw new Error(`no field is called ${label}`)
  return found
}

describe('the form of parameters', () => {
  it('is made from the catalogue: own parameters first, then common ones, seed and preset', async () => {
    const shown = await lab()
    const labels = shown.wrapper.findAll('.field label').map(label => label.text())
    expect(labels).toEqual(['additions', 'amplifier', 'spin, ns', 'workers', 'trials', 'seed', 'preset'])
    expect(
      field(shown, 'amplifier')
        .findAll('option')
        .map(option => option.text()),
    ).toEqual(['none', 'yield', 'spin'])
  })

  it('keeps what is seldom touched behind a disclosure', async () => {
    const shown = await lab()
    const more = shown.wrapper.get('button.more')
    expect(more.attributes('aria-expanded')).toBe('false')
    await more.trigger('click')
    expect(field(shown, 'warm up').exists()).toBe(true)
    expect(field(shown, 'time cap, s').exists()).toBe(true)
  })

  it('groups digits for reading, but never under the hands of who types', async () => {
    const shown = await lab()
    const input = field(shown, 'additions').get('input')
    expect(input.element.value).toBe('100\u202f000')
    await input.setValue('2000000')
    expect(input.element.value).toBe('2000000')
    expect(shown.page.lab.form?.values['additions']).toBe('2000000')
    await input.trigger('blur')
    expect(input.element.value).toBe('2\u202f000\u202f000')
    await input.setValue('3\u202f000\u202f000')
    expect(shown.page.lab.form?.values['additions']).toBe('3000000')
  })

  it('shows what is wrong beside the field, in the words of the terminal', async () => {
    const shown = await lab()
    await field(shown, 'additions').get('input').setValue('0')
    await until(() => shown.wrapper.find('.field-error').exists())
    const wrong = field(shown, 'additions')
    expect(wrong.get('.field-error').text()).toMatch(
      /^error\[BAD_VALUE\]: additions must be a whole number from 1 to 10000000, got "0"/,
    )
    const input = wrong.get('input')
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(input.attributes('aria-describedby')?.split(' ')).toContain(wrong.get('.field-error').attributes('id'))
    expect(shown.wrapper.find('.parameters > .problem').exists()).toBe(false)
    await input.setValue('5')
    await until(() => !shown.wrapper.find('.field-error').exists())
    expect(field(shown, 'additions').get('input').attributes('aria-invalid')).toBeUndefined()
  })

  it('opens the disclosure when the error is behind it', async () => {
    const shown = await lab()
    shown.page.lab.setValue('timeCap', 'never')
    await until(() => shown.wrapper.find('.field-error').exists())
    expect(field(shown, 'time cap, s').get('.field-error').text()).toContain('timeCap')
  })

  it('shows an error of no field above the form', async () => {
    const shown = await lab()
    for (const box of shown.wrapper.findAll<HTMLInputElement>('.chip input')) await box.setValue(false)
    await until(() => shown.wrapper.find('.parameters > .problem').exists())
    expect(shown.wrapper.get('.parameters > .problem').text()).toContain('no variant is chosen')
  })

  it('takes a preset, and says custom once a value of it is changed', async () => {
    const shown = await lab()
    const select = () => field(shown, 'preset').get('select')
    expect(select().element.value).toBe('defaults')
    await select().setValue('4x50000')
    expect(shown.page.lab.form).toMatchObject({ preset: '4x50000', variants: ['atomic-load-store', 'mutex'] })
    await field(shown, 'trials').get('input').setValue('7')
    expect(select().element.value).toBe('custom')
    await select().setValue('defaults')
    expect(shown.page.lab.form?.variants).toHaveLength(6)
  })

  it('runs what was typed, and stops only what runs', async () => {
    const shown = await lab()
    const stop = () => shown.wrapper.findAll('button').find(button => button.text() === 'Stop')
    expect(stop()?.attributes('disabled')).toBeDefined()
    await field(shown, 'trials').get('input').setValue('3')
    await shown.wrapper.get('form').trigger('submit')
    await until(() => shown.page.desk.callsOf('run').length === 1)
    expect(shown.page.desk.callsOf('run')[0]?.[0]).toMatchObject({ experiment: 'lost-update', set: { trials: '3' } })
    shown.page.desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    await until(() => stop()?.attributes('disabled') === undefined)
    expect(shown.wrapper.get('[type=submit]').attributes('disabled')).toBeDefined()
    await stop()?.trigger('click')
    await until(() => shown.page.desk.callsOf('stop').length === 1)
  })

  it('says that a run of another experiment goes on, and offers to go there', async () => {
    const shown = await lab()
    shown.page.desk.say({ kind: 'run-started', runId: 'r1', plan: planOfAnother('r1') })
    await until(() => shown.wrapper.text().includes('A run of another goes on.'))
    expect(shown.wrapper.get('.note button').text()).toBe('Show it')
    expect(shown.wrapper.get('.verdict').text()).toBe('Not run yet.')
  })

  it('says why Run cannot be pressed without a connection', async () => {
    const shown = await lab()
    shown.page.desk.unreachable = new Error('down')
    shown.page.desk.hangUp()
    await until(() => shown.wrapper.find('.note').exists())
    expect(shown.wrapper.get('.note').text()).toBe('The engine host is not connected.')
    expect(shown.wrapper.get('[type=submit]').attributes('disabled')).toBeDefined()
  })
})

describe('variant chips', () => {
  it('tell apart what runs and what is looked at', async () => {
    const shown = await lab()
    const chips = shown.wrapper.findAll('.chip')
    expect(chips.map(chip => chip.text())).toEqual([
      'plain ++',
      'plain read/write',
      'atomic load + store',
      'atomic add',
      'mutex',
      'per-worker sum',
    ])
    await chips[4]?.get('button').trigger('click')
    expect(shown.page.lab.form).toMatchObject({ focused: 'mutex' })
    expect(shown.page.lab.form?.variants).toHaveLength(6)
    await chips[0]?.get<HTMLInputElement>('input').setValue(false)
    expect(shown.page.lab.form?.variants).not.toContain('plain-increment')
    expect(shown.page.lab.form?.focused).toBe('mutex')
    expect(shown.wrapper.findAll('.chip [aria-pressed=true]').map(one => one.text())).toEqual(['mutex'])
  })
})

describe('words of fields', () => {
  it('say each unit once', () => {
    expect(fieldLabel({ name: 'additions', unit: 'additions' })).toBe('additions')
    expect(fieldLabel({ name: 'spinNanos', unit: 'ns' })).toBe('spin, ns')
    expect(fieldLabel({ name: 'prepareMicros', unit: 'µs' })).toBe('prepare, µs')
    expect(fieldLabel({ name: 'tagBits', unit: 'bits' })).toBe('tag bits')
    expect(fieldLabel({ name: 'timeCap', unit: 's' })).toBe('time cap, s')
    expect(fieldLabel({ name: 'workers', unit: null })).toBe('workers')
  })

  it('group whole numbers and nothing else', () => {
    expect(['100000', '1e5', '-5', 'abc', ''].map(readable)).toEqual(['100\u202f000', '1e5', '-5', 'abc', ''])
    expect(['100\u202f000', '1 000', '1e5', 'a b', ''].map(ungrouped)).toEqual(['100000', '1000', '1e5', 'a b', ''])
  })
})
