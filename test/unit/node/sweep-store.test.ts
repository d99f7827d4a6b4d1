import { describe, expect, it } from 'vitest'
import { registry } from '../../../src/engine/experiments/index.ts'
import { KeptRuns } from '../../../src/engine/run/kept-runs.ts'
import { toJson } from '../../../src/engine/report/to-json.ts'
import { labRejectionOf } from '../../helpers/lab-error-of.ts'
import { present } from '../../helpers/present.ts'
import { documentCalled } from '../../helpers/run-documents.ts'
import { dataFolderOfTest, idsIn, openStore, query } from '../../helpers/stored-runs.ts'
import { measuredSweep, planOf } from '../../helpers/sweeps.ts'

const plan = planOf([{ parameter: 'additions', values: [1, 2, 3, 4, 5, 6, 7, 8] }])
const whole = measuredSweep(plan)
const part = (index: number) => measuredSweep(plan, [{ index, of: 4 }])
const ENDED = { underWay: false, imported: false }

describe('a sweep in the store', () => {
  it('stands among the runs, is no run, and can be named, deleted and brought back like one', async () => {
    const store = openStore(dataFolderOfTest())
    await store.finish(documentCalled('a-1'))
    expect(await store.keepSweep(whole, { ...ENDED, replaces: null })).toBe(true)
    expect(await idsIn(store)).toEqual([whole.id, 'a-1'])
    expect((await store.list(query({ search: 'sweep' }))).entries).toMatchObject([{ id: whole.id, kind: 'sweep' }])
    expect((await store.entry('a-1')).kind).toBe('run')
    const error = await labRejectionOf(store.open(whole.id))
    expect(error).toMatchObject({ code: 'UNKNOWN_RUN', message: `"${whole.id}" is a sweep, not a run` })
    expect(await store.findSweep('a-1')).toBeNull()
    await store.edit(whole.id, { name: 'night', pinned: true })
    await store.delete([whole.id])
    expect(await store.findSweep(whole.id)).toBeNull()
    await store.restore([whole.id])
    const kept = present(await store.findSweep(whole.id), 'sweep')
    expect(kept).toMatchObject({ document: whole, entry: { name: 'night', pinned: true, imported: false } })
  })

  it('is replaced by who has read what is there, and by nobody else', async () => {
    const store = openStore(dataFolderOfTest())
    expect(await store.keepSweep(part(1), { ...ENDED, replaces: null })).toBe(true)
    const { revision } = present(await store.findSweep(whole.id), 'sweep')
    expect(await store.keepSweep(part(2), { ...ENDED, replaces: null })).toBe(false)
    expect(await store.keepSweep(whole, { ...ENDED, replaces: revision })).toBe(true)
    expect(await store.keepSweep(part(3), { ...ENDED, replaces: revision })).toBe(false)
    expect((await store.findSweep(whole.id))?.document).toEqual(whole)
  })

  it('is of one process at a time, and an orphan when that is gone', async () => {
    const folder = dataFolderOfTest()
    const working = openStore(folder)
    expect(await working.keepSweep(part(1), { underWay: true, imported: false, replaces: null })).toBe(true)
    const other = openStore(folder)
    expect((await labRejectionOf(other.findSweep(whole.id))).code).toBe('BUSY')
    expect((await labRejectionOf(other.delete([whole.id]))).code).toBe('BUSY')
    expect(await other.keepSweep(whole, { underWay: true, imported: false, replaces: null })).toBe(false)
    expect(await other.orphanSweeps()).toEqual([])
    await working.close()
    expect(await other.orphanSweeps()).toEqual([part(1)])
    // What runs leave behind is looked for apart.
    expect(await other.orphans()).toEqual([])
  })

  it('loses no part where several processes import at the same moment', async () => {
    const folder = dataFolderOfTest()
    const histories = [1, 2, 3, 4].map(() => new KeptRuns(openStore(folder), registry))
    await Promise.all(histories.map((history, at) => history.import(toJson(part(at + 1)))))
    const { document, entry } = await present(histories[0], 'history').openSweep(whole.id)
    expect(document).toEqual(whole)
    expect(entry).toMatchObject({ imported: true, state: 'completed' })
  })
})
