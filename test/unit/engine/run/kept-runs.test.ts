import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src/base/errors.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { KeptRuns } from '../../../../src/engine/run/kept-runs.ts'
import { toJson } from '../../../../src/engine/report/to-json.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { documentCalled, planCalled } from '../../../helpers/run-documents.ts'
import { dataFolderOfTest, openStore } from '../../../helpers/stored-runs.ts'

function keptRuns(folder = dataFolderOfTest()) {
  return new KeptRuns(openStore(folder), registry)
}

describe('the history of a lab', () => {
  it('says that a run is saved, and tells whoever listens', async () => {
    const history = keptRuns()
    let changes = 0
    history.onChange(() => (changes += 1))
    await history.begin(planCalled('a-1'))
    expect(await history.finish(documentCalled('a-1'))).toEqual({ saved: true })
    expect(changes).toBe(2)
    expect((await history.open('a-1')).document).toEqual(documentCalled('a-1'))
  })

  it('shows a run that a process which is gone had begun as interrupted', async () => {
    const folder = dataFolderOfTest()
    const dying = openStore(folder)
    await new KeptRuns(dying, registry).begin(planCalled('a-1'))
    await dying.close()
    const history = keptRuns(folder)
    const { entries } = await history.list({})
    expect(entries).toMatchObject([{ id: 'a-1', state: 'interrupted', verdict: 'inconclusive' }])
    const { document } = await history.open('a-1')
    expect(document).toMatchObject({ state: 'interrupted', seed: 7, reason: { code: 'INTERRUPTED' } })
    expect(document.variants.map(({ variant, trials }) => [variant, trials.length])).toEqual([
      ['plain-increment', 0],
      ['mutex', 0],
    ])
  })

  it('does so for an experiment that is gone as well', async () => {
    const folder = dataFolderOfTest()
    const dying = openStore(folder)
    await dying.begin({ ...planCalled('a-1'), experiment: 'gone' })
    await dying.close()
    const { entries } = await keptRuns(folder).list({})
    expect(entries).toMatchObject([{ id: 'a-1', experiment: 'gone', state: 'interrupted' }])
  })

  it('names what is nearest where nothing matches', async () => {
    const history = keptRuns()
    await history.finish(documentCalled('a-1'))
    expect(await history.list({ search: 'mutx' })).toMatchObject({ total: 0, nearest: 'mutex' })
    expect(await history.list({ search: 'mutex' })).toMatchObject({ total: 1, nearest: null })
  })

  it('takes in a report, marked as imported', async () => {
    const history = keptRuns()
    const entry = await history.import(toJson(documentCalled('a-1')))
    expect(entry).toMatchObject({ id: 'a-1', imported: true, verdict: 'passed' })
    expect((await history.open('a-1')).document).toEqual(documentCalled('a-1'))
  })

  it('refuses what no shell of ours would ask for', async () => {
    const history = keptRuns()
    const asked = [
      history.list({ limit: 0 }),
      history.list({ limit: 1_000_000 }),
      history.list({ search: 'x'.repeat(10_000) }),
      history.edit('a-1', { name: 'x'.repeat(10_000) }),
      history.delete([]),
      history.limit(1.5),
      history.limit(1),
    ]
    for (const call of asked) expect((await labRejectionOf(call)).code).toBe('BAD_VALUE')
  })

  it('never loses a result to the trouble of its store', async () => {
    const full = new LabError('HISTORY_UNAVAILABLE', 'the disk is full')
    const store = openStore(dataFolderOfTest())
    store.begin = () => Promise.reject(full)
    store.finish = () => Promise.reject(full)
    const history = new KeptRuns(store, registry)
    await history.begin(planCalled('a-1'))
    const why = { code: 'HISTORY_UNAVAILABLE', message: 'the disk is full' }
    expect(await history.finish(documentCalled('a-1'))).toEqual({ saved: false, why })
  })

  it('is none without a store', async () => {
    const history = new KeptRuns(null, registry)
    await history.begin(planCalled('a-1'))
    expect(await history.finish(documentCalled('a-1'))).toBeNull()
    expect((await labRejectionOf(history.list({}))).code).toBe('HISTORY_UNAVAILABLE')
    expect(history.notices()).toEqual([])
  })
})
