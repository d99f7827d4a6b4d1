import { describe, expect, it } from 'vitest'
import type { RecordedTrial, RunPhase } from '../../../src/contract/events.ts'
import type { RunDocument } from '../../../src/contract/run-document.ts'
import { storyOfDocument } from '../../../src/renderer/components/lab/verdict-story.ts'
import LabView from '../../../src/renderer/views/LabView.vue'
import { exactTrials, trialThatLost, unfinishedTrial } from '../../helpers/records.ts'
import { documentOf, planOf } from '../fixtures/documents.ts'
import { openPage, type Page } from '../fixtures/page.ts'
import { show, type Shown } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const REQUEST = { experiment: 'lost-update', variants: ['plain-increment', 'mutex'], set: { trials: 4, additions: 10 } }
const PLAN = planOf('r1', REQUEST)

type Lab = Shown & { readonly page: Page }

async function lab(): Promise<Lab> {
  const page = await openPage()
  return { page, ...(await show(page, LabView)) }
}

async function underWay(phase: RunPhase, recorded: readonly RecordedTrial[] = []): Promise<Lab> {
  const shown = await lab()
  shown.page.desk.say(
    { kind: 'run-started', runId: 'r1', plan: PLAN },
    { kind: 'phase-changed', runId: 'r1', phase, workersReady: 1 },
    ...recorded.map(one => ({ kind: 'trial-finished', runId: 'r1', recorded: one }) as const),
  )
  await until(
    () => shown.page.lab.runUnderWay?.recorded.length === recorded.length && shown.page.lab.runUnderWay.phase === phase,
  )
  await shown.wrapper.vm.$nextTick()
  return shown
}

async function finished(document: RunDocument): Promise<Lab> {
  const shown = await lab()
  shown.page.desk.say({ kind: 'run-started', runId: 'r1', plan: PLAN }, { kind: 'run-finished', runId: 'r1', document })
  await until(() => shown.page.lab.lastOfExperiment !== null)
  await shown.wrapper.vm.$nextTick()
  return shown
}

function told({ wrapper }: Lab): { headline: string; kicker: string; note: string; marks: string[] } {
  const block = wrapper.get('.block')
  const textOf = (selector: string): string => (block.find(selector).exists() ? block.get(selector).text() : '')
  return {
    headline: textOf('.verdict'),
    kicker: textOf('.kicker'),
    note: textOf('.under-verdict'),
    marks: block.findAll('.mark').map(mark =>
      mark
        .classes()
        .filter(name => name !== 'mark')
        .join(' '),
    ),
  }
}

const LOST = [trialThatLost(5, 0, 0), trialThatLost(4, 0, 1), trialThatLost(3, 0, 2), trialThatLost(0, 0, 3)]

describe('the verdict’s place', () => {
  it('says that nothing has run', async () => {
    const shown = await lab()
    expect(told(shown)).toMatchObject({ headline: 'Not run yet.', marks: [] })
    expect(shown.wrapper.get('[type=submit]').text()).toContain('Run')
  })

  it('counts workers while they boot', async () => {
    expect(told(await underWay('booting'))).toMatchObject({
      headline: 'Booting 2 workers, 1 ready.',
      marks: ['live'],
    })
  })

  it('says what is known so far, without a grade', async () => {
    const shown = await underWay('measuring', [...LOST, ...exactTrials(2, 1)])
    expect(told(shown)).toMatchObject({
      headline: '6 of 8 trials done. So far: lost in 3 and exact in 3.',
      note: 'Last: mutex, trial 2 of 4.',
      marks: ['live'],
    })
    expect(shown.wrapper.get('.verdict').classes()).toContain('provisional')
    // No mark of a grade anywhere but of what did not happen, and in the key.
    const filled = shown.wrapper
      .findAll('table .mark, .variants .mark')
      .filter(mark => !mark.classes().includes('hollow'))
    expect(filled).toHaveLength(0)
  })

  it('says that it calibrates, and that it stops', async () => {
    expect(told(await underWay('calibrating')).headline).toBe('All 8 trials are done. Calibrating.')
    expect(told(await underWay('stopping', LOST))).toMatchObject({
      headline: 'Stopping.',
      note: '4 of 8 trials are kept.',
    })
  })

  it('begins a finished run with the document’s own sentence', async () => {
    const document = documentOf(PLAN, [...LOST, ...exactTrials(4, 1)])
    const shown = await finished(document)
    expect(told(shown)).toEqual({
      headline: document.headline,
      kicker: 'LIVE·Passedevery outcome was allowed; “lost” showed itself · run r1, 500\u202fms',
      note: document.note,
      marks: ['live', 'acceptable'],
    })
    expect(document.headline).toContain('lost 17.5\u202f% of all additions')
    expect(shown.wrapper.get('[type=submit]').text()).toContain('Run again')
    expect(shown.wrapper.get('.block [role=status]').text()).toBe(`Passed. ${document.headline}`)
  })

  it('says that a forbidden outcome was seen', async () => {
    const document = documentOf(PLAN, [...LOST, trialThatLost(2, 1, 0), ...exactTrials(3, 1)])
    const shown = await finished(document)
    expect(told(shown)).toMatchObject({ headline: document.headline, marks: ['live', 'forbidden'] })
    expect(told(shown).kicker).toContain('Failed')
    expect(told(shown).kicker).toContain('a forbidden outcome was seen')
  })

  it('gives the reason of an inconclusive run, and what is kept of it', async () => {
    const document = documentOf(PLAN, [trialThatLost(5, 0, 0), unfinishedTrial('cancelled', 0, 1)], 'cancelled')
    const shown = told(await finished(document))
    expect(shown).toMatchObject({ headline: document.headline, marks: ['live', 'inconclusive'] })
    expect(shown.kicker).toContain('fewer than half of the trials finished; the run was stopped')
    expect(shown.note).toContain('2 trials are kept.')
  })

  it('says of a crashed run why it crashed, with a code to search for', async () => {
    const shown = told(await finished(documentOf(PLAN, [trialThatLost(5, 0, 0)], 'crashed')))
    expect(shown.kicker).toContain('the run crashed')
    expect(shown.note).toContain('the engine host ended (SIGKILL)')
    expect(shown.note).toContain('1 trial is kept.')
    expect(shown.note).toMatch(/HOST_DIED$/)
  })

  it('does not call a run that crashed after most of its trials anything but crashed', () => {
    const story = storyOfDocument(documentOf(PLAN, [...LOST, ...exactTrials(3, 1)], 'crashed'))
    expect(story.verdict?.word).toBe('Passed')
    expect(story.why).toContain('the run crashed')
  })

  it('keeps what was seen when the connection is lost', async () => {
    const shown = await underWay('measuring', LOST)
    shown.page.desk.unreachable = new Error('down')
    shown.page.desk.hangUp()
    await until(() => told(shown).headline.startsWith('No frames since'))
    expect(told(shown).marks).toEqual(['inconclusive'])
    expect(shown.wrapper.get('.variants').text()).toContain('1 of 4')
  })

  it('says what a result was made with once the form says something else', async () => {
    const shown = await finished(documentOf(PLAN, [...LOST, ...exactTrials(4, 1)]))
    expect(shown.wrapper.get('.made-with').text()).toContain('additions 10')
    shown.page.lab.setValue('additions', '10')
    shown.page.lab.setValue('trials', '4')
    await shown.wrapper.vm.$nextTick()
    expect(shown.wrapper.find('.made-with').exists()).toBe(false)
  })
})

describe('the verdict of a simulated run', () => {
  it('has SIMULATED in the place of LIVE, and every table beside it has the badge, too', async () => {
    const shown = await finished({ ...documentOf(PLAN, [...LOST, ...exactTrials(4, 1)]), simulated: true })
    expect(told(shown).kicker).toMatch(/^SIMULATED/)
    expect(told(shown).kicker).not.toContain('LIVE')
    const tables = ['.outcomes', '.strips', '.variants', '.measures']
    for (const table of tables) expect(shown.wrapper.get(`${table} .badge.simulated`).text()).toBe('SIMULATED')
  })
})
