import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { axisFigure, variantRows } from '../../../src/renderer/components/lab/figure-rows.ts'
import { interval, measured } from '../../../src/contract/measure-in-words.ts'
import MeasuresTable from '../../../src/renderer/components/lab/MeasuresTable.vue'
import { folded, outcomeGrid, outcomeLines } from '../../../src/renderer/components/lab/outcome-rows.ts'
import OutcomeTable from '../../../src/renderer/components/lab/OutcomeTable.vue'
import { shownDocument, shownPreview, shownUnderWay } from '../../../src/renderer/components/lab/shown-run.ts'
import { armOfDocument, stripsOf, troublesOf } from '../../../src/renderer/components/lab/strips.ts'
import { present } from '../../helpers/present.ts'
import { exactTrials, trialThatLost, unfinishedTrial } from '../../helpers/records.ts'
import VariantFigure from '../../../src/renderer/components/lab/VariantFigure.vue'
import LabView from '../../../src/renderer/views/LabView.vue'
import { catalogue, documentOf, planOf, preview, snapshot } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'

const ENTRY = present(catalogue.experiments.find(({ id }) => id === 'lost-update'))
const REQUEST = {
  experiment: 'lost-update',
  variants: ['plain-increment', 'atomic-load-store', 'mutex'],
  set: { trials: 4, additions: 10 },
}
const PLAN = planOf('r1', REQUEST)
const RECORDED = [
  trialThatLost(5, 0, 0),
  trialThatLost(5, 0, 1),
  trialThatLost(0, 0, 2),
  trialThatLost(0, 0, 3),
  ...[4, 8, 12, 16].map((lost, index) => trialThatLost(lost, 1, index, { throughput: 100 })),
  ...exactTrials(3, 2, { throughput: 1_000_000 }),
  unfinishedTrial('timed-out', 2, 3),
]
const DOCUMENT = documentOf(PLAN, RECORDED)
const SHOWN = shownDocument(DOCUMENT, ENTRY)

describe('the rows of the figure', () => {
  it('put correctness beside speed, broken above fixed', () => {
    const { rows, share, outcome, rate, scale } = variantRows(SHOWN, ENTRY)
    expect([share, outcome, rate]).toEqual(['lost', 'exact', 'additions/s'])
    expect(rows.map(row => [row.title, row.gapBefore, row.grade, row.share, row.outcome, row.rate])).toEqual([
      ['plain ++', false, 'interesting', '12.5\u202f%', '2 of 4', '10.0\u202fk'],
      ['atomic load + store', false, 'interesting', '50.0\u202f%', '0 of 4', '100'],
      ['mutex', true, 'acceptable', '0\u202f%', '3 of 4', '1.00\u202fM'],
    ])
    expect(rows.map(({ dot }) => dot)).toEqual([0.5, 0, 1])
    expect(scale).toMatchObject({ low: '100', high: '1\u202fM' })
  })

  it('count an outcome that every variant may have, and take no other rate for the work done', () => {
    const entry = present(catalogue.experiments.find(({ id }) => id === 'cost-ladder'))
    const run = shownPreview(preview({ experiment: 'cost-ladder' }), [], entry)
    expect(variantRows(run, entry)).toMatchObject({ rate: null, outcome: 'exact' })
    const torn = present(catalogue.experiments.find(({ id }) => id === 'torn-publication'))
    expect(variantRows(shownPreview(preview({ experiment: 'torn-publication' }), [], torn), torn).outcome).toBe('whole')
  })

  it('show no grade while the run goes on', () => {
    const run = shownUnderWay(
      { plan: PLAN, phase: 'measuring', workersReady: 2, recorded: RECORDED.slice(0, 2), deadlock: null },
      ENTRY,
    )
    const { rows } = variantRows(run, ENTRY)
    expect(rows.map(({ grade, outcome }) => [grade, outcome])).toEqual([
      [null, '0 of 2'],
      [null, ''],
      [null, ''],
    ])
    expect(axisFigure(run, 42)?.graded).toBe(false)
  })

  it('lie where their histograms are drawn', () => {
    const figure = present(axisFigure(SHOWN, 42))
    expect(figure.rows.map(({ name, top, values }) => [name, top, values.map(({ value }) => value)])).toEqual([
      ['plain ++', 0, [15, 15, 20, 20]],
      ['atomic load + store', 42, [16, 12, 8, 4]],
      ['mutex', 96, [20, 20, 20]],
    ])
    expect(figure.rows[0]?.values.map(({ grade }) => grade)).toEqual([
      'interesting',
      'interesting',
      'acceptable',
      'acceptable',
    ])
    expect(figure.axis).toMatchObject({ floor: 2, ceiling: 20 })
  })

  it('are empty axes with their bounds before the first run', () => {
    const run = shownPreview(preview(REQUEST), [], ENTRY)
    expect(axisFigure(run, 42)?.axis).toMatchObject({ floor: 2, ceiling: 20 })
    expect(variantRows(run, ENTRY).rows.map(({ share, outcome, rate, dot }) => [share, outcome, rate, dot])).toEqual([
      ['', '', '', null],
      ['', '', '', null],
      ['', '', '', null],
    ])
  })
})

describe('the figure of variants', () => {
  it('has each variant’s grade, share, outcome and rate in one row, and its numbers one key away', async () => {
    const wrapper = mount(VariantFigure, {
      props: { run: SHOWN, entry: ENTRY, focused: 'mutex' },
      global: { plugins: [createPinia()] },
    })
    const texts = (selector: string): string[] =>
      wrapper.findAll(`.grid > ${selector}:not(.head)`).map(one => one.text())
    expect(texts('.name')).toEqual(['plain ++', 'atomic load + store', 'mutex'])
    expect(texts('.share')).toEqual(['12.5\u202f%', '50.0\u202f%', '0\u202f%'])
    expect(texts('.outcome')).toEqual(['2 of 4', '0 of 4', '3 of 4'])
    expect(wrapper.findAll('.grade .mark').map(mark => mark.attributes('aria-label'))).toEqual([
      'interesting',
      'interesting',
      'acceptable',
    ])
    expect(wrapper.get('.name.on').text()).toBe('mutex')
    expect(wrapper.get('[role=img].chart').attributes('aria-label')).toMatch(
      /^final value of the counter, possible from 2/,
    )
    expect(wrapper.find('table').exists()).toBe(false)
    await wrapper.get('figure').trigger('keydown', { key: 't' })
    expect(wrapper.get('table').text()).toContain('median')
    await wrapper.get('figure').trigger('keydown', { key: 't' })
    expect(wrapper.find('table').exists()).toBe(false)
  })

  it('keeps its columns where an experiment has no axis', () => {
    const wrapper = mount(VariantFigure, {
      props: { run: SHOWN, entry: { ...ENTRY, charts: [] }, focused: 'mutex' },
      global: { plugins: [createPinia()] },
    })
    expect(wrapper.find('.chart').exists()).toBe(false)
    expect(wrapper.findAll('.rate')).toHaveLength(3)
  })
})

describe('the table of outcomes', () => {
  it('shows rows of zeros as outlines, and trials without a grade in a row of their own', () => {
    const wrapper = mount(OutcomeTable, { props: { run: SHOWN, focused: 'mutex' } })
    const rows = wrapper.findAll('tbody tr').map(row => row.findAll('th, td').map(cell => cell.text()))
    expect(rows).toEqual([
      ['exact', '2 15–85\u202f%', '0 <75\u202f%', '3 44–100\u202f%'],
      ['lost', '2 15–85\u202f%', '4 51–100\u202f%', '0'],
      ['below-floor', '0 <75\u202f%', '0 <75\u202f%', '0'],
      ['above-ceiling', '0 <75\u202f%', '0 <75\u202f%', '0'],
      ['unfinished', '0', '0', '1'],
    ])
    const marks = (row: number) => {
      const drawn = present(wrapper.findAll('tbody tr')[row]).findAll('.mark')
      return drawn.map(mark => mark.attributes('aria-label'))
    }
    expect(marks(1)).toEqual(['interesting:', 'interesting:', 'forbidden, did not happen:'])
    expect(wrapper.findAll('tbody tr')[2]?.findAll('.mark.forbidden.hollow')).toHaveLength(3)
    expect(wrapper.findAll('thead th.on').map(head => head.text())).toEqual(['mutex'])
  })

  it('gives each of many variants a line of its own', () => {
    const many = { ...SHOWN, arms: Array.from({ length: 4 }, () => SHOWN.arms).flat() }
    const { corner, columns, rows } = outcomeGrid(many, outcomeLines(many))
    expect([corner, columns.map(({ title }) => title).slice(0, 2)]).toEqual(['variant', ['exact', 'lost']])
    expect(rows.map(({ variant }) => variant)).toEqual(many.arms.map(({ variant }) => variant))
    expect(rows[0]?.cells.map(({ count }) => count)).toEqual([2, 2, 0, 0, 0])
  })

  it('folds rows of zeros into their names and number', () => {
    const { shown, never } = folded(outcomeLines(SHOWN))
    expect(shown.map(({ name }) => name)).toEqual(['exact', 'lost', 'unfinished'])
    expect(never).toEqual(['below-floor', 'above-ceiling'])
  })

  it('says nothing of what may happen before the first trial', () => {
    const wrapper = mount(OutcomeTable, { props: { run: shownPreview(preview(REQUEST), [], ENTRY), focused: 'mutex' } })
    expect(wrapper.findAll('tbody td').map(cell => cell.text())).toEqual(Array.from({ length: 12 }, () => '0'))
    expect(wrapper.findAll('tbody .mark')).toHaveLength(0)
  })

  it('folds nothing before the first trial', () => {
    const { shown, never } = folded(outcomeLines(shownPreview(preview(REQUEST), [], ENTRY)))
    expect([shown.length, never]).toEqual([4, []])
  })

  it('lists an outcome that nobody declared as soon as it is seen', () => {
    const odd = { ...trialThatLost(1), trial: { ...trialThatLost(1).trial, outcome: 'undeclared' } }
    const run = shownUnderWay(
      { plan: PLAN, phase: 'measuring', workersReady: 2, recorded: [odd], deadlock: null },
      ENTRY,
    )
    expect(outcomeLines(run).find(({ name }) => name === 'undeclared')?.cells).toEqual([
      { grade: 'forbidden', count: 1, share: '21–100\u202f%' },
      { grade: 'forbidden', count: 0, share: '' },
      { grade: 'forbidden', count: 0, share: '' },
    ])
  })
})

describe('the table of measures', () => {
  it('prints medians with their interval, and says where there is too little for one', () => {
    const wrapper = mount(MeasuresTable, {
      props: { run: SHOWN, entry: ENTRY, focused: 'mutex' },
    })
    const row = wrapper.findAll('tbody tr').find(one => one.text().startsWith('throughput'))
    expect(row?.findAll('td').map(cell => cell.text().replace(/\s+/g, ' '))).toEqual(
      ['10.0\u202fk too few', '100 too few', '1.00\u202fM too few of 3 trials'].map(text => text.replace(/\s+/g, ' ')),
    )
    const told = wrapper.findAll('.warnings li').map(line => line.text())
    expect(told).toHaveLength(DOCUMENT.warnings.length)
    expect(told.join(' ')).toContain('window-too-short')
  })

  it('has what is to be doubted beside its figure, and what casts doubt on all of them at its head', () => {
    const warnings = [
      { code: 'spread', message: 'they lie apart', about: [{ variant: 'mutex', measure: 'throughput' }] },
      { code: 'host-busy', message: 'somebody else was here' },
    ]
    const wrapper = mount(MeasuresTable, { props: { run: { ...SHOWN, warnings }, entry: ENTRY, focused: 'mutex' } })
    const row = wrapper.findAll('tbody tr').find(one => one.text().startsWith('throughput'))
    const doubts = row?.findAll('td').map(cell => cell.findAll('.doubt').map(one => one.text()))
    expect(doubts).toEqual([[], [], ['! wide spread']])
    expect(wrapper.findAll('.figure-head .doubt').map(one => one.text())).toEqual(['! host busy'])
    const { rows } = variantRows({ ...SHOWN, warnings }, ENTRY)
    expect(rows.map(({ doubts }) => doubts)).toEqual(['host busy', 'host busy', 'wide spread, host busy'])
  })

  it('counts outliers, and leaves none out', () => {
    const rates = [100, 101, 99, 100, 102, 98, 300]
    const recorded = rates.map((throughput, index) => trialThatLost(0, 0, index, { throughput }))
    const run = shownDocument(documentOf(PLAN, recorded), ENTRY)
    const wrapper = mount(MeasuresTable, { props: { run, entry: ENTRY, focused: 'mutex' } })
    const row = wrapper.findAll('tbody tr').find(one => one.text().startsWith('throughput'))
    expect(row?.text()).toMatch(/^throughput.*100.*1 outlier/s)
  })

  it('reads each unit in its own way', () => {
    expect(measured(0.7, 'share')).toBe('70.0\u202f%')
    expect(measured(1_183_135, 'count')).toBe('1\u202f183\u202f135')
    expect(measured(2.5, 'count')).toBe('2.50')
    expect(measured(46_200_000, 'additions/s')).toBe('46.2\u202fM')
    expect(interval({ unit: 'share', median: 0.1, low: 0.05, high: 0.2, n: 9 })).toBe('5.00\u202f% to 20.0\u202f%')
  })
})

describe('the strips', () => {
  const series = {
    trial: 0,
    atMillis: [50, 100],
    latenessMillis: [0, 80],
    operations: [
      [500, 1000],
      [1000, 2000],
    ],
  }
  const trial = { ...trialThatLost(1).trial, durationMillis: 100 }
  const document = documentOf(PLAN, [{ ...trialThatLost(1), trial, series }])
  const arm = present(shownDocument(document, ENTRY).arms[0])

  it('are drawn from a document where the page did not follow the run', () => {
    const figure = stripsOf(armOfDocument(arm), troublesOf(arm))
    expect(figure.workers.map(({ label }) => label)).toEqual(['T1', 'T2'])
    expect([figure.fromSeconds, figure.toSeconds]).toEqual([0, 0.1])
    const [first] = figure.workers
    expect(
      Array.from({ length: first?.curve.length ?? 0 }, (_, at) => [first?.curve.x(at), first?.curve.y(at)]),
    ).toEqual([
      [0, 10_000],
      [0.05, 10_000],
      [0.1, 10_000],
      [0.1, Number.NaN],
    ])
    expect(figure.total?.curve.y(0)).toBe(30_000)
  })

  it('have a row for each worker also where a document has no samples', async () => {
    const page = await openPage(desk => {
      desk.snapshot = snapshot({ last: DOCUMENT })
    })
    const { wrapper } = await show(page, LabView)
    const drawn = wrapper.get('.strips .chart')
    expect(drawn.attributes('style')).toBe('height: 128px;')
    expect(wrapper.get('.strips').text()).toContain('too short to be sampled')
    expect(drawn.attributes('aria-label')).toBe('plain ++: additions/s of each worker: nothing sampled')
  })

  it('say where the host held samples up', () => {
    expect(troublesOf(arm)).toEqual([{ atSeconds: 0.1, word: 'host busy' }])
  })
})
