import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/contract/answer.ts'
import type { RunEntry } from '../../../src/contract/history.ts'
import HistoryView from '../../../src/renderer/views/HistoryView.vue'
import { openPage, type Page } from '../fixtures/page.ts'
import { historyPage, runEntry } from '../fixtures/runs.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

/** A desk whose history is this. */
async function pageWith(runs: RunEntry[]): Promise<Page> {
  return openPage(desk => {
    desk.answers.history = ({ offset = 0, limit = 50, search = '' }) =>
      answer(() => {
        const found = runs.filter(({ id }) => id.includes(search))
        const nearest = found.length === 0 && search !== '' ? 'mutex' : null
        const size = { runs: runs.length, bytes: 2048 * runs.length, limitBytes: 2 ** 31 }
        return historyPage(found.slice(offset, offset + limit), { total: found.length, nearest, size })
      })
  })
}

const rows = 'div[role=row][data-place]'

describe('the history view', () => {
  it('lists runs with their sentence, and draws only those that are seen', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => runEntry(`run-${index}`))
    const { wrapper } = await show(await pageWith(many), HistoryView, '/history')
    await until(() => wrapper.text().includes('What came of run-3.'))
    expect(wrapper.findAll(rows).length).toBeLessThan(60)
    expect(wrapper.get('[role=grid]').attributes('aria-rowcount')).toBe('10001')
    expect(wrapper.text()).toContain('10\u202f000 runs')
  })

  it('shows what a run is, and that one was not finished', async () => {
    const runs = [
      runEntry('a', { state: 'under-way', headline: '' }),
      runEntry('b', { state: 'interrupted', verdict: 'inconclusive' }),
      runEntry('c', { interesting: true }),
    ]
    const { wrapper } = await show(await pageWith(runs), HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 3)
    const words = wrapper.findAll(rows).map(row => row.findAll('[role=gridcell]')[1]?.text())
    expect(words).toEqual(['under way', 'interrupted', 'passed'])
    await wrapper.findAll(rows)[0]?.trigger('click')
    expect(wrapper.findAll('.buttons button').map(button => button.attributes('disabled') !== undefined)).toEqual([
      true,
      true,
      false,
      true,
    ])
  })

  it('asks for what is searched, and says what is nearest where nothing matches', async () => {
    const page = await pageWith([runEntry('mutex-1')])
    const { wrapper } = await show(page, HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 1)
    await wrapper.get('#history-search').setValue('mutx')
    await until(() => wrapper.text().includes('No run matches'))
    expect(wrapper.text()).toContain('No run matches ‘mutx’. Nearest: mutex.')
    expect(page.desk.callsOf('history').at(-1)).toMatchObject([{ search: 'mutx', offset: 0 }])
  })

  it('keeps what is said of a run', async () => {
    const page = await pageWith([runEntry('a')])
    const { wrapper } = await show(page, HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 1)
    await wrapper.get(rows).trigger('click')
    await wrapper.get('#run-name').setValue('the first')
    await wrapper.get('#run-note').setValue('a note')
    await until(() => page.desk.callsOf('editRun').length === 2)
    expect(page.desk.callsOf('editRun')).toEqual([
      ['a', { name: 'the first' }],
      ['a', { note: 'a note' }],
    ])
    // The answer to the first of them came while the note was typed.
    expect(wrapper.get<HTMLInputElement>('#run-note').element.value).toBe('a note')
  })

  it('deletes a run, and offers to undo it where it stood', async () => {
    const page = await pageWith([runEntry('a'), runEntry('b')])
    const { wrapper } = await show(page, HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 2)
    await wrapper.get(rows).trigger('keydown', { key: 'Delete' })
    await until(() => wrapper.text().includes('a was deleted.'))
    await wrapper.get('.undo button').trigger('click')
    await until(() => page.desk.callsOf('restoreRuns').length > 0)
    expect(page.desk.callsOf('deleteRuns')).toEqual([[['a']]])
    expect(page.desk.callsOf('restoreRuns')).toEqual([[['a']]])
  })

  it('moves by keys, and opens with Enter', async () => {
    const page = await pageWith([runEntry('a'), runEntry('b'), runEntry('c')])
    const { wrapper, router } = await show(page, HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 3)
    await wrapper.get(rows).trigger('keydown', { key: 'End' })
    await until(() => wrapper.get('[aria-selected=true]').text().includes('What came of c.'))
    await wrapper.get('[aria-selected=true]').trigger('keydown', { key: 'Enter' })
    await until(() => router.currentRoute.value.name === 'stored-run')
    expect(router.currentRoute.value.params['run']).toBe('c')
  })

  it('looks again when the lab says that something changed', async () => {
    const runs = [runEntry('a')]
    const page = await pageWith(runs)
    const { wrapper } = await show(page, HistoryView, '/history')
    await until(() => wrapper.findAll(rows).length === 1)
    runs.unshift(runEntry('b'))
    page.desk.say({ kind: 'history-changed' })
    await until(() => wrapper.findAll(rows).length === 2)
    expect(wrapper.get(rows).text()).toContain('What came of b.')
  })

  it('shows why the history cannot be read, and what was found at its opening', async () => {
    const page = await openPage(desk => {
      desk.answers.history = () =>
        Promise.resolve({ ok: false, code: 'HISTORY_UNAVAILABLE', message: 'the disk is full' })
    })
    const { wrapper } = await show(page, HistoryView, '/history')
    await until(() => wrapper.find('[role=alert]').exists())
    expect(wrapper.get('[role=alert]').text()).toContain('error[HISTORY_UNAVAILABLE]: the disk is full')
    page.desk.answers.history = () =>
      answer(() => historyPage([], { notices: [{ code: 'history-damaged', message: 'it was set aside' }] }))
    page.desk.say({ kind: 'history-changed' })
    await until(() => wrapper.text().includes('it was set aside'))
  })
})
