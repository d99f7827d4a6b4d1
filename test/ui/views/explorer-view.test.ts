import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/contract/answer.ts'
import LabView from '../../../src/renderer/views/LabView.vue'
import ExplorerView from '../../../src/renderer/views/ExplorerView.vue'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

async function openExplorer(path = '/explorer/lost-update') {
  const page = await openPage()
  const { wrapper } = await show(page, ExplorerView, path)
  await until(() => wrapper.findAll('option').length > 0)
  return { page, wrapper }
}

/** Numbers and their units are held together by a space that does not break. */
function plain(text: string): string {
  return text.replaceAll(/\s/g, ' ')
}

describe('the explorer view', () => {
  it('searches what the form says and shows every end, on the axis what is possible and what is not', async () => {
    const { page, wrapper } = await openExplorer()
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('.verdict').exists())
    expect(page.desk.callsOf('explore')).toEqual([
      [{ experiment: 'lost-update', variant: 'plain-increment', set: { workers: '2', additions: '3' } }],
    ])
    expect(plain(wrapper.get('.verdict').text())).toBe(
      '2 is possible: 8 schedules, 0.866 %, with at least 4 preemptions.',
    )
    expect(wrapper.get('.under-verdict').text()).toBe('Complete: all 924 schedules, 195 states.')
    expect(wrapper.findAll('.axis .value').map(cell => cell.text())).toEqual([
      '0: impossible',
      '1: impossible',
      ...['2', '3', '4', '5', '6'].map(value => `${value}: possible, not seen`),
      '7: impossible',
      '8+: impossible',
    ])
    const rows = wrapper.findAll('.ends tbody tr').map(row => row.findAll('th, td').map(cell => plain(cell.text())))
    expect(rows.at(0)).toEqual(['lost 2', 'interesting', '8', '0.866 %', '4', 'Play'])
    expect(rows.at(-1)).toEqual(['STALLED', 'forbidden, impossible', '0', '0 %', '–', ''])
  })

  it('lays what real threads did over the axis and the table', async () => {
    const { page, wrapper } = await openExplorer()
    page.desk.answers.overlay = () =>
      answer(() => ({
        schema: 'interleave.overlay/1',
        experiment: 'lost-update',
        variant: 'plain-increment',
        params: { workers: 2, additions: 3 },
        seed: 7,
        rounds: 1000,
        complete: true,
        atomicsOnly: false,
        seen: [
          { name: 'lost', value: 1, rounds: 1 },
          { name: 'lost', value: 3, rounds: 9 },
          { name: 'exact', value: 6, rounds: 990 },
        ],
      }))
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('.real button').exists())
    await wrapper.get('.real button').trigger('click')
    await until(() => wrapper.get('.real p').text().includes('Outside'))
    expect(page.desk.callsOf('overlay')).toEqual([
      [{ experiment: 'lost-update', variant: 'plain-increment', set: { workers: 2, additions: 3 } }],
    ])
    expect(plain(wrapper.get('.verdict').text())).toBe(
      '2 is possible, and 1 000 rounds on real threads never showed it.',
    )
    expect(wrapper.findAll('.axis .value').map(cell => cell.text())).toEqual([
      '0: impossible',
      '1: seen, outside the model',
      '2: possible, not seen',
      '3: seen',
      '4: possible, not seen',
      '5: possible, not seen',
      '6: seen',
      '7: impossible',
      '8+: impossible',
    ])
    const seen = wrapper.findAll('.ends tbody tr').map(row => row.findAll('td').at(-2)?.text())
    expect(seen).toEqual(['0', '9', '0', '0', '990', '1', '0', '0'])
  })

  it('shows how far the rounds are, stops them, and says what is not as in the model', async () => {
    const { page, wrapper } = await openExplorer('/explorer/bank-transfer')
    const { promise, resolve } = Promise.withResolvers<null>()
    page.desk.answers.stopExploring = () =>
      answer(() => {
        resolve(null)
        return null
      })
    page.desk.answers.overlay = () =>
      answer(async () => {
        await promise
        return {
          schema: 'interleave.overlay/1',
          experiment: 'bank-transfer',
          variant: 'none',
          params: {},
          seed: 7,
          rounds: 41_300,
          complete: false,
          atomicsOnly: true,
          differs: 'auditors go on',
          seen: [{ name: 'balanced', value: null, rounds: 41_300 }],
        }
      })
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('.real button').exists())
    await wrapper.get('.real button').trigger('click')
    await until(() => wrapper.get('.real button').text().startsWith('Stop the rounds'))
    page.desk.say({ kind: 'overlaying', progress: { rounds: 41_300, of: 100_000, millis: 2_100 } })
    await until(() => wrapper.find('.real progress').exists())
    expect(wrapper.get('.real progress').attributes()).toMatchObject({ value: '41300', max: '100000' })
    expect(plain(wrapper.get('.real .far').text())).toBe('41 300 of 100 000 rounds, 2.10 s')
    await wrapper.get('.real button').trigger('click')
    await until(() =>
      wrapper.get('.real p').text().includes('Unlike in the model, auditors go on. It was stopped early.'),
    )
    expect(wrapper.find('.real progress').exists()).toBe(false)
  })

  it('says why there are no real rounds', async () => {
    const { wrapper } = await openExplorer('/explorer/lock-order')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('.real').exists())
    expect(wrapper.get('.real').text()).toMatch(/^No real rounds: its kernel lets all take their first lock/)
    expect(wrapper.find('.real button').exists()).toBe(false)
  })

  it('shows that some states deadlock with all four conditions on, and none with any of them off', async () => {
    const { wrapper } = await openExplorer('/explorer/coffman-conditions')
    const button = wrapper.findAll('form button').find(one => one.text() === 'Search every variant')
    await button?.trigger('click')
    await until(() => wrapper.findAll('.variants tbody tr').length === 5)
    const cells = wrapper
      .findAll('.variants tbody tr')
      .map(row => row.findAll('th, td').map(cell => plain(cell.text())))
    expect(cells.map(([, states, , deadlocks]) => [states, deadlocks])).toEqual([
      ['87', '1'],
      ['193', '0'],
      ['761', '0'],
      ['154', '0'],
      ['72', '0'],
    ])
  })

  it('is one link away from the page of an experiment that has a model, and of no other', async () => {
    const page = await openPage()
    const { wrapper, router } = await show(page, LabView, '/lab/coffman-conditions')
    const links = () => wrapper.findAll('a').filter(link => link.text() === 'Explore every interleaving')
    await until(() => links().length === 1)
    expect(links()[0]?.attributes('href')).toBe('/explorer/coffman-conditions')
    await router.push('/lab/mandelbrot')
    await until(() => page.lab.experiment?.id === 'mandelbrot')
    expect(links()).toEqual([])
  })

  it('says what is wrong with a size where it stands', async () => {
    const { wrapper } = await openExplorer()
    await wrapper.get('input[type=text]').setValue('99')
    await wrapper.get('form').trigger('submit')
    await until(() => wrapper.find('.field-error').exists())
    expect(wrapper.get('.field-error').text()).toContain('99')
  })

  it('plays the line of the address, by keys', async () => {
    const line = 'lost-update atomic-load-store workers=2 additions=1 | 0 11 0'
    const { wrapper } = await openExplorer(`/explorer?schedule=${encodeURIComponent(line)}`)
    await until(() => wrapper.find('.player').exists())
    const press = (key: string): boolean => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    press('n')
    press('n')
    await until(() => wrapper.findAll('.player tbody .taken').length === 2)
    expect(wrapper.get('.player .switch').text()).toBe('preemption 1: T1 → T2')
    press('u')
    await until(() => wrapper.findAll('.player tbody .taken').length === 1)
  })
})
