import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { picturesOf } from '../../../src/charts/pictures.ts'
import type { Probe, RunDocument } from '../../../src/contract/run-document.ts'
import PictureFigure from '../../../src/renderer/components/lab/PictureFigure.vue'
import LabView from '../../../src/renderer/views/LabView.vue'
import { exactTrials } from '../../helpers/records.ts'
import { present } from '../../helpers/present.ts'
import { recordingOf } from '../../helpers/recordings.ts'
import { documentOf, planOf, snapshot } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'

const RECORDING = recordingOf([
  { worker: 1, from: 2, to: 4, end: 'woken', by: 0 },
  { worker: 0, from: 5, to: 6, timed: true, end: 'time-limit' },
])
const RATIO = { unit: 'ratio', median: 1.03, low: 1.01, high: 1.05, n: 6 }
const NOTES = [
  'Recorded: 1\u202f214 events, all kept.',
  'Event recording cost 3.00\u202f%, 95\u202f% interval 1.00 to 5.00\u202f% (6 pairs).',
]

/** A run of an experiment that draws no lanes unless events were recorded. */
function recordedRun(): RunDocument {
  const plan = planOf('r1', { experiment: 'lost-update', variants: ['mutex'], set: { recording: 'events' } })
  const document = documentOf(plan, exactTrials(4))
  const probe: Probe = {
    state: 'completed',
    outcome: 'exact',
    durationMillis: 10,
    atMillis: [],
    states: [],
    owners: [],
    levels: [],
    waits: [],
    perWorker: [10, 10],
    recording: RECORDING,
  }
  const variants = document.variants.map(variant => ({
    ...variant,
    probe,
    instruments: [{ name: 'event recording', ratio: RATIO } as const],
  }))
  return { ...document, variants }
}

describe('a recorded run', () => {
  it('shows lanes with what was kept and what recording cost under them', async () => {
    const page = await openPage(desk => {
      desk.snapshot = snapshot({ last: recordedRun() })
    })
    const { wrapper } = await show(page, LabView, '/lab/lost-update')
    const picture = wrapper.get('.picture')
    expect(picture.get('h2').text()).toBe('What each worker did: mutex')
    expect(picture.get('.caption').text()).toContain('every wait recorded')
    expect(picture.findAll('.note').map(note => note.text())).toEqual(NOTES)
  })

  it('lists each wait with who ended it one key away', async () => {
    const variants = recordedRun().variants.map(variant => ({ ...variant, title: variant.variant, curve: null }))
    const { picture } = present(picturesOf({ charts: [], outcomes: [], simulated: false }, variants, 'mutex')[0])
    const wrapper = mount(PictureFigure, { props: { picture } })
    await wrapper.get('figure').trigger('keydown', { key: 't' })
    const rows = wrapper.findAll('tbody tr').map(row => row.findAll('th, td').map(cell => cell.text()))
    expect(rows).toEqual([
      ['T2, 1', 'gate', '2.00\u202fms', '2.00\u202fms', 'T1, who woke it'],
      ['T1, 1', 'gate', '5.00\u202fms', '1.00\u202fms', 'its time limit'],
    ])
  })

  it('is asked for behind the disclosure, by a choice', async () => {
    const { wrapper } = await show(await openPage(), LabView)
    await wrapper.get('button.more').trigger('click')
    const field = wrapper.findAll('.field').find(one => one.get('label').text() === 'recording')
    expect(field?.findAll('option').map(option => option.text())).toEqual(['off', 'events'])
  })
})
