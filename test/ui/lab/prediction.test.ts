import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { ExperimentEntry } from '../../../src/contract/catalogue.ts'
import { predictionInWords, questionOf } from '../../../src/renderer/components/lab/prediction.ts'
import LabView from '../../../src/renderer/views/LabView.vue'
import { present } from '../../helpers/present.ts'
import { exactTrials, trialThatLost } from '../../helpers/records.ts'
import { catalogue, documentOf, planOf } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'

const ENTRY = present(catalogue.experiments.find(({ id }) => id === 'lost-update'))
const PLAN = planOf('r1', {
  experiment: 'lost-update',
  variants: ['plain-increment', 'atomic-load-store', 'mutex'],
  set: { trials: 2, additions: 10 },
})
/** `plain ++` lost nothing this time, atomic load + store did. */
const RUN = documentOf(PLAN, [
  ...exactTrials(2, 0, { throughput: 500 }),
  trialThatLost(5, 1, 0, { throughput: 900 }),
  trialThatLost(5, 1, 1, { throughput: 900 }),
  ...exactTrials(2, 2, { throughput: 100 }),
])
/** The same, were nothing of it allowed to go wrong. */
const FAST: ExperimentEntry = {
  ...ENTRY,
  outcomes: ENTRY.outcomes.map(outcome => ({
    ...outcome,
    grades: Object.fromEntries(Object.keys(outcome.grades).map(variant => [variant, 'acceptable'])),
  })),
}

describe('a prediction', () => {
  it('is about what goes wrong where something may, else about speed', () => {
    expect([questionOf(ENTRY), questionOf(FAST)]).toEqual(['goes-wrong', 'most-done'])
    const asked = catalogue.experiments.filter(entry => questionOf(entry) === 'most-done').map(({ id }) => id)
    expect(asked).toEqual([
      'mutex',
      'lock-granularity',
      'wait-die',
      'actor-counter',
      'io-or-cpu',
      'mandelbrot',
      'gather',
      'false-sharing',
      'wake-latency',
    ])
    const curved = catalogue.experiments.filter(entry => questionOf(entry) === 'scales-best').map(({ id }) => id)
    expect(curved).toEqual(['scaling'])
  })

  it('of scaling is held against the speed-ups that are shown, not against rates of different operations', () => {
    const scales: ExperimentEntry = { ...FAST, charts: ['speed-up'] }
    const curveOf = (low: number) => ({
      points: [{ workers: 2, planned: 5, samples: [], throughput: null, speedUp: { value: low * 1.1, low, high: 9 } }],
      fittedTo: [],
      amdahl: null,
      usl: null,
      refusal: null,
    })
    const [first, second] = RUN.variants
    const variants = [first, second].flatMap((own, index) =>
      own === undefined ? [] : [{ ...own, curve: curveOf(index === 0 ? 0.99 : 1.5) }],
    )
    const other = second?.variant ?? ''
    expect(predictionInWords(scales, [other], { ...RUN, variants })).toMatch(/So it was\.$/)
    expect(predictionInWords(scales, [first?.variant ?? ''], { ...RUN, variants })).toMatch(/It was /)
    expect(predictionInWords(scales, [other], RUN)).toBeNull()
  })

  it('is told what came of it, and never "safe" for what was not seen', () => {
    expect(predictionInWords(ENTRY, ['plain-increment', 'mutex'], RUN)).toBe(
      'You said plain ++ and mutex. Atomic load + store did. You had not expected it of atomic load + store. ' +
        'Plain ++ did not in this run, which does not say "never". ' +
        'Mutex did not: that is what the variant is built to prevent.',
    )
    expect(predictionInWords(ENTRY, ['atomic-load-store'], RUN)).toBe(
      'You said atomic load + store. Atomic load + store did.',
    )
  })

  it('of speed is held against the medians', () => {
    expect(predictionInWords(FAST, ['mutex'], RUN)).toBe('You said mutex. It was atomic load + store.')
    expect(predictionInWords(FAST, ['atomic-load-store'], RUN)).toBe('You said atomic load + store. So it was.')
  })

  it('says nothing where nothing was predicted or measured', () => {
    expect(predictionInWords(ENTRY, [], RUN)).toBeNull()
    expect(predictionInWords(FAST, ['mutex'], documentOf(PLAN, []))).toBeNull()
  })
})

describe('the side of the page', () => {
  it('asks before the first run, keeps the lesson folded till then, and compares afterwards', async () => {
    const page = await openPage()
    page.layout.sideOver = true
    const { wrapper } = await show(page, LabView, '/lab/lost-update')
    await flushPromises()
    const side = wrapper.get('aside')
    expect(side.get('fieldset.predict legend').text()).toContain('Which of these will go wrong?')
    expect(side.get('details').attributes('open')).toBeUndefined()
    await side.get('fieldset.predict input').setValue(true)
    page.desk.say({ kind: 'run-started', runId: 'r1', plan: PLAN })
    await flushPromises()
    expect(wrapper.find('fieldset.predict').exists()).toBe(false)
    page.desk.say({ kind: 'run-finished', runId: 'r1', document: RUN })
    await flushPromises()
    expect(wrapper.get('aside section.predict').text()).toContain('You said plain ++.')
    expect(wrapper.find('aside details').exists()).toBe(false)
  })
})
