import type { VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { RunDocument } from '../../../src/contract/run-document.ts'
import { historyOf, momentName, proofIn, ringsIn } from '../../../src/charts/wait-moments.ts'
import { columnsOf, proofsAt, secondAway } from '../../../src/renderer/components/lab/wait-history.ts'
import { proofRows, proofWords } from '../../../src/contract/proof-in-words.ts'
import LabView from '../../../src/renderer/views/LabView.vue'
import { present } from '../../helpers/present.ts'
import { deadlockOf, forks, look, philosophers, seated } from '../../helpers/wait-records.ts'
import { waitsDocument, waitsPlan, waitsSnapshot, waitsTrial } from '../../helpers/waits-run.ts'
import { openPage, type Page } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const RECORDS = [philosophers(3), philosophers(3, 11, 214)]
const FOUND = [deadlockOf(3), deadlockOf(3, 11)]
const SENTENCE = 'T1 -> fork 2 -> T2 -> fork 3 -> T3 -> fork 1 -> T1'

interface Shown {
  readonly page: Page
  readonly wrapper: VueWrapper
}

async function finished(document: RunDocument): Promise<Shown> {
  const page = await openPage(desk => (desk.snapshot = waitsSnapshot({ last: document })))
  return { page, wrapper: (await show(page, LabView)).wrapper }
}

async function underWay(after: string): Promise<Shown> {
  const page = await openPage(desk => (desk.snapshot = waitsSnapshot()))
  const { wrapper } = await show(page, LabView)
  const plan = waitsPlan(3, after)
  page.desk.say(
    { kind: 'run-started', runId: plan.runId, plan },
    { kind: 'phase-changed', runId: plan.runId, phase: 'measuring', workersReady: 3 },
  )
  await until(() => page.lab.runUnderWay?.phase === 'measuring')
  await wrapper.vm.$nextTick()
  return { page, wrapper }
}

const graph = (wrapper: VueWrapper): ReturnType<VueWrapper['get']> => wrapper.get('.waits svg.graph')
const named = (wrapper: VueWrapper): string[] =>
  wrapper.findAll('.waits .node').map(node => node.attributes('aria-label') ?? '')

describe('the wait-for graph of a run that has ended', () => {
  it('shows the proof: the picture, its sentence, the table and four lights', async () => {
    const { wrapper } = await finished(waitsDocument(waitsPlan(3, 'end'), RECORDS, FOUND, 3))
    expect(graph(wrapper).attributes('aria-label')).toBe(`Deadlock, proved: ${SENTENCE}.`)
    expect(named(wrapper)).toEqual(['T1', 'T2', 'T3', 'fork 1', 'fork 2', 'fork 3'])
    const rows = wrapper.findAll('.waits tbody tr').map(row => row.text())
    expect(rows).toHaveLength(3)
    expect(rows[0]).toContain('fork 2, untimed')
    const lights = wrapper.findAll('.coffman li')
    expect(lights.map(light => light.get('.state').text())).toEqual(['on', 'on', 'on', 'on'])
    expect(wrapper.get('.waits').text()).toContain('3 circles of waits did not stand when looked at again.')
    expect(wrapper.get('.waits').text()).toContain('trial 1, 10.3\u202fms, deadlock proved')
  })

  it('goes through all looks at all trials with the slider, and back to the proof', async () => {
    const { wrapper } = await finished(waitsDocument(waitsPlan(3, 'end'), RECORDS, FOUND))
    const slider = wrapper.get('.history input')
    expect(slider.attributes()).toMatchObject({ max: '9', 'aria-valuetext': 'trial 1, 10.3\u202fms, deadlock proved' })
    await slider.setValue('2')
    expect(wrapper.get('.waits').text()).toContain('waits seen, not proved')
    expect(slider.attributes('aria-valuetext')).toBe('trial 1, 5.00\u202fms')
    expect(wrapper.findAll('.waits tbody tr')).toHaveLength(0)
    await slider.setValue('9')
    expect(wrapper.get('.waits').text()).toContain('214 looks at this trial showed a change and were not kept.')
    await slider.trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
    expect(slider.attributes('aria-valuetext')).toContain('trial 1,')
    await slider.setValue('0')
    const back = present(wrapper.findAll('.waits button').find(button => button.text() === 'Go to the proof'))
    await back.trigger('click')
    expect(slider.attributes('aria-valuetext')).toContain('deadlock proved')
  })

  it('does not move a mark from look to look', async () => {
    const { wrapper } = await finished(waitsDocument(waitsPlan(3, 'end'), RECORDS, FOUND))
    const places = (): (string | undefined)[] => wrapper.findAll('.waits .node circle').map(one => one.attributes('cx'))
    const atProof = places()
    for (const at of ['0', '1', '2', '3', '7']) {
      await wrapper.get('.history input').setValue(at)
      expect(places()).toEqual(atProof)
    }
  })

  it('is one stop for Tab, from which the arrow keys go on, and says what a mark’s lines mean', async () => {
    const { wrapper } = await finished(waitsDocument(waitsPlan(3, 'end'), RECORDS, FOUND))
    const nodes = wrapper.findAll('.waits .node')
    expect(nodes.map(node => node.attributes('tabindex'))).toEqual(['0', '-1', '-1', '-1', '-1', '-1'])
    const words = wrapper.get('.waits .words')
    expect(words.attributes('role')).toBe('status')
    await nodes[0]?.trigger('focus')
    expect(words.text()).toBe('T1 holds fork 1 and waits for fork 2, which T2 holds.')
    const faded = (): number => wrapper.findAll('.waits g[opacity]').length
    expect(faded()).toBeGreaterThan(0)
    await nodes[0]?.trigger('keydown', { key: 'ArrowLeft' })
    await until(() => words.text() === 'fork 3: held by T3. T2 waits for it.')
    expect(wrapper.findAll('.waits .node').map(node => node.attributes('tabindex'))).toEqual([
      '-1',
      '-1',
      '-1',
      '-1',
      '-1',
      '0',
    ])
    await wrapper.findAll('.waits .node')[5]?.trigger('blur')
    expect([words.text(), faded()]).toEqual(['', 0])
    await nodes[1]?.trigger('pointerenter')
    expect(words.text()).toContain('T2 holds fork 2')
    await nodes[1]?.trigger('pointerleave')
    expect(words.text()).toBe('')
  })

  it('marks the line of the code that each worker stands on', async () => {
    const { page, wrapper } = await finished(waitsDocument(waitsPlan(3, 'end'), RECORDS, FOUND))
    page.layout.showCode()
    await wrapper.vm.$nextTick()
    const stuck = wrapper.findAll('aside .line.stuck')
    expect(stuck.map(line => line.get('.number').text())).toEqual(['16'])
    expect(stuck[0]?.findAll('.worker').map(one => one.text())).toEqual([
      'T1 is stuck here',
      'T2 is stuck here',
      'T3 is stuck here',
    ])
    await wrapper.get('.history input').setValue('1')
    expect(wrapper.findAll('aside .line.stuck')).toHaveLength(0)
    expect(wrapper.findAll('aside .worker').map(one => one.text())).toEqual([
      'T1 has passed here',
      'T2 has passed here',
      'T3 has passed here',
    ])
  })

  it('says that nobody was seen waiting in a variant without a look', async () => {
    const { page, wrapper } = await finished(waitsDocument(waitsPlan(3, 'end'), RECORDS, FOUND))
    page.lab.focus('ordered')
    await wrapper.vm.$nextTick()
    expect(wrapper.get('.waits').text()).toContain('Nobody was seen waiting in this variant.')
  })
})

describe('the wait-for graph of a run that goes on', () => {
  it('follows its looks, is grey before proof, and tells the ear of the proof once', async () => {
    const { page, wrapper } = await underWay('end')
    expect(wrapper.get('.waits').text()).toContain('Nobody was seen waiting yet.')
    const { runId } = waitsPlan(3, 'end')
    const event = { kind: 'waits-changed', runId, arm: 0, trial: 0, resources: forks(3) } as const
    page.desk.say({ ...event, sample: seated(3, 2) })
    await until(() => wrapper.find('.waits svg.graph').exists())
    expect(wrapper.get('.waits').text()).toContain('waits seen, not proved')
    const told = (): string => wrapper.findAll('.waits [role=status]').at(-1)?.text() ?? ''
    expect(told()).toBe('')
    page.desk.say({ ...event, sample: seated(3, 3, { cycles: [[0, 1, 2]] }) })
    await until(() => told() === `Deadlock, proved: ${SENTENCE}.`)
    expect(wrapper.find('.history').exists()).toBe(false)
  })

  it('leaves the verdict’s place alone where a deadlock ends its trial at once', async () => {
    const { page, wrapper } = await underWay('end')
    const { runId } = waitsPlan(3, 'end')
    page.desk.say({ kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(3) })
    await wrapper.vm.$nextTick()
    expect(wrapper.get('.kicker').text()).not.toContain('DEADLOCK')
  })

  it('has the finding and its grade in the verdict’s place while a deadlock stands', async () => {
    const { page, wrapper } = await underWay('stand')
    const { runId } = waitsPlan(3, 'stand')
    page.desk.say({ kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(3) })
    await until(() => page.lab.runUnderWay?.deadlock !== null)
    await wrapper.vm.$nextTick()
    expect(wrapper.get('.kicker').text()).toContain('DEADLOCK (proved)')
    expect(wrapper.get('.kicker').text()).toContain('interesting for naive')
    expect(wrapper.get('.block .verdict').text()).toBe(
      'All 3 workers wait for each other. None of them will ever go on.',
    )
    expect(wrapper.get('.under-verdict').text()).toContain(SENTENCE)
    const [release, stop] = wrapper.findAll('.block .actions button')
    await release?.trigger('click')
    await stop?.trigger('click')
    expect([page.desk.callsOf('release').length, page.desk.callsOf('stop').length]).toEqual([1, 1])
  })

  it('asks for a victim no more once the trial is over', async () => {
    const { page, wrapper } = await underWay('stand')
    const { runId } = waitsPlan(3, 'stand')
    const [record] = RECORDS
    page.desk.say({ kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(3) })
    await until(() => page.lab.runUnderWay?.deadlock !== null)
    page.desk.say({ kind: 'trial-finished', runId, recorded: waitsTrial(present(record), deadlockOf(3)) })
    await until(() => page.lab.runUnderWay?.deadlock === null)
    await wrapper.vm.$nextTick()
    expect(wrapper.find('.block .actions').exists()).toBe(false)
  })
})

describe('the history of waits', () => {
  const history = historyOf(RECORDS)

  it('begins at the first proof, else at the end', () => {
    expect(proofIn(history)).toBe(4)
    expect(proofIn(history.slice(0, 3))).toBe(2)
    expect(proofIn([])).toBe(-1)
  })

  it('names moments, and goes by seconds over the border of a trial', () => {
    const moments = [0, 400, 999, 1000, 2500].map(atMillis => ({
      trial: 11,
      resources: [],
      sample: look({ atMillis }),
    }))
    expect(momentName(present(moments[4]))).toBe('trial 12, 2.50\u202fs')
    expect(momentName({ ...present(moments[1]), trial: -1 })).toBe('warm-up trial, 400\u202fms')
    expect([0, 3, 4].map(from => secondAway(moments, from, 1))).toEqual([3, 4, 4])
    expect([4, 3, 1].map(from => secondAway(moments, from, -1))).toEqual([3, 0, 0])
    expect(secondAway(history, 2, 1)).toBe(5)
  })

  it('has a row for what a trial proved, or what another did', () => {
    const other = { ...philosophers(3, 2), samples: [seated(3, 1)] }
    expect(ringsIn([other, ...RECORDS], 2)).toHaveLength(1)
    expect(ringsIn([other], 2)).toEqual([])
  })

  it('is a strip of so many columns at most, in which proofs are marked', () => {
    expect(columnsOf(history, 100).map(({ height }) => height)).toEqual([0, 0, 2 / 3, 1, 1, 0, 0, 2 / 3, 1, 1])
    expect(columnsOf(history, 2)).toEqual([
      { height: 1, proved: true },
      { height: 1, proved: true },
    ])
  })

  it('keeps each resource in its place, whichever looks name it', () => {
    const [one] = RECORDS
    const half = {
      ...present(one),
      trial: 1,
      resources: forks(3).slice(1),
      samples: [look({ holds: [{ worker: 0, resource: 0 }] })],
    }
    const [moment] = historyOf([present(one), half]).slice(-1)
    expect(moment?.sample.holds).toEqual([{ worker: 0, resource: 1 }])
    expect(moment?.resources).toHaveLength(3)
  })
})

describe('the proof in numbers', () => {
  it('says what was read of each member', () => {
    expect(proofRows(deadlockOf(3))[0]).toEqual({
      worker: 'T1',
      holds: 'fork 1',
      waitsFor: 'fork 2, untimed',
      ownerWord: 'fork 2: T2',
      epochBefore: '1\u202f031',
      epochAfter: '1\u202f031',
      sameWait: true,
      waiting: '8.30\u202fms',
    })
    expect(proofWords(deadlockOf(3))).toBe(
      'every epoch was read twice and had not moved: 3 waits stood at one instant, and who waits releases nothing; proved within 1.20\u202fms of the last wait',
    )
  })

  it('claims no reading that there was not', () => {
    const bare = { ...deadlockOf(1), cycle: [{ worker: 0, holds: ['gate'], waitsFor: 'gate' }] }
    expect(proofRows(bare)[0]).toMatchObject({ ownerWord: '', sameWait: null, waiting: '' })
    expect(proofWords(bare)).not.toContain('epoch')
  })

  it('belongs to the circle that a moment shows', () => {
    const [moment] = historyOf([philosophers(3)]).slice(-1)
    expect(proofsAt(present(moment), FOUND)).toEqual([FOUND[0]])
    expect(proofsAt(present(moment), [{ ...deadlockOf(2), trial: 0 }])).toEqual([])
  })
})
