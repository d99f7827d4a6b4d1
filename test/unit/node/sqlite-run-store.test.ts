import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LEAST_LIMIT_BYTES } from '../../../src/contract/history.ts'
import { openDatabase } from '../../../src/node/history/sqlite.ts'
import { labRejectionOf } from '../../helpers/lab-error-of.ts'
import { present } from '../../helpers/present.ts'
import { documentCalled, planCalled } from '../../helpers/run-documents.ts'
import { dataFolderOfTest, idsIn, openStore, query } from '../../helpers/stored-runs.ts'

describe('a store of runs', () => {
  it('gives back what was put in, in this process and the next', async () => {
    const folder = dataFolderOfTest()
    const first = openStore(folder)
    const document = documentCalled('a-1')
    await first.finish(document)
    expect((await first.open('a-1')).document).toEqual(document)
    await first.close()
    expect((await openStore(folder).open('a-1')).document).toEqual(document)
  })

  it('leaves one file of runs behind, and no trace of the process', async () => {
    const folder = dataFolderOfTest()
    const store = openStore(folder)
    await store.finish(documentCalled('a-1'))
    await store.close()
    const left = ['history-instances', 'history-opening.lock', 'history-record.json', 'history.sqlite']
    expect(readdirSync(folder).sort()).toEqual(left)
    expect(readdirSync(join(folder, 'history-instances'))).toEqual([])
  })

  it('splits a long run into chunks', async () => {
    const store = openStore(dataFolderOfTest())
    const document = documentCalled('long-1')
    const [first] = document.variants
    const long = { ...document, variants: [{ ...present(first), series: seriesOf(60_000) }] }
    await store.finish(long)
    expect((await store.open('long-1')).document).toEqual(long)
  })

  it('describes runs as the list needs them, newest first', async () => {
    const store = openStore(dataFolderOfTest())
    await store.finish(documentCalled('a-1'))
    await store.finish(documentCalled('b-2'))
    const { entries, total } = await store.list(query())
    expect(total).toBe(2)
    expect(entries.map(({ id }) => id)).toEqual(['b-2', 'a-1'])
    expect(entries[0]).toMatchObject({
      experiment: 'lost-update',
      state: 'completed',
      verdict: 'passed',
      variants: ['plain-increment', 'mutex'],
      interesting: true,
      name: '',
      note: '',
      pinned: false,
      imported: false,
      durationMillis: 1234,
    })
    expect(entries[0]?.headline).toBe(documentCalled('b-2').headline)
  })

  it('pages and filters', async () => {
    const store = openStore(dataFolderOfTest())
    for (const id of ['a-1', 'b-2', 'c-3']) await store.finish(documentCalled(id))
    await store.finish({ ...documentCalled('d-4'), verdict: 'failed', experiment: 'other' })
    expect(await idsIn(store, { limit: 2, offset: 1 })).toEqual(['c-3', 'b-2'])
    expect(await idsIn(store, { verdict: 'failed' })).toEqual(['d-4'])
    expect(await idsIn(store, { experiment: 'lost-update', verdict: 'passed' })).toEqual(['c-3', 'b-2', 'a-1'])
    expect((await store.list(query({ limit: 1 }))).total).toBe(4)
    expect((await store.names()).experiments).toEqual(['lost-update', 'other'])
  })

  it('finds runs that have all words of a search, whatever their case, and takes no word for a pattern', async () => {
    const store = openStore(dataFolderOfTest())
    for (const id of ['a-1', 'b-2']) await store.finish(documentCalled(id))
    await store.edit('a-1', { name: 'Ärger im Übungsraum', note: 'with 50% and x_y' })
    for (const search of ['ärger', 'ÜBUNGSRAUM 50%', 'x_y  a-1', 'MUTEX ärger']) {
      expect(await idsIn(store, { search }), search).toEqual(['a-1'])
    }
    for (const search of ['x%y', "' OR 1=1 --", 'ärger b-2']) expect(await idsIn(store, { search }), search).toEqual([])
    expect(await idsIn(store, { search: 'mutex' })).toEqual(['b-2', 'a-1'])
  })

  it('keeps what a reader says of a run', async () => {
    const folder = dataFolderOfTest()
    const store = openStore(folder)
    await store.finish(documentCalled('a-1'))
    await store.edit('a-1', { name: 'first', pinned: true })
    const entry = await store.edit('a-1', { note: 'a note' })
    expect(entry).toMatchObject({ name: 'first', note: 'a note', pinned: true })
    await store.close()
    expect((await openStore(folder).open('a-1')).entry).toEqual(entry)
  })

  it('deletes runs, and brings them back', async () => {
    const store = openStore(dataFolderOfTest())
    for (const id of ['a-1', 'b-2', 'c-3']) await store.finish(documentCalled(id))
    await store.delete(['a-1', 'c-3'])
    expect(await idsIn(store)).toEqual(['b-2'])
    expect((await labRejectionOf(store.open('a-1'))).code).toBe('UNKNOWN_RUN')
    await store.restore(['a-1', 'c-3'])
    expect(await idsIn(store)).toEqual(['c-3', 'b-2', 'a-1'])
  })

  it('deletes all that are named or none', async () => {
    const store = openStore(dataFolderOfTest())
    await store.finish(documentCalled('a-1'))
    expect((await labRejectionOf(store.delete(['a-1', 'nobody']))).code).toBe('UNKNOWN_RUN')
    expect(await idsIn(store)).toEqual(['a-1'])
  })

  it('ends deleted runs for good at a start an hour later, not before', async () => {
    const folder = dataFolderOfTest()
    const first = openStore(folder, () => '2026-02-03T04:00:00.000Z')
    for (const id of ['a-1', 'b-2']) await first.finish(documentCalled(id))
    await first.delete(['a-1'])
    await first.close()
    const soon = openStore(folder, () => '2026-02-03T04:59:00.000Z')
    await soon.restore(['a-1'])
    await soon.delete(['a-1'])
    await soon.close()
    const late = openStore(folder, () => '2026-02-03T06:00:00.000Z')
    expect((await labRejectionOf(late.restore(['a-1']))).code).toBe('UNKNOWN_RUN')
    expect(await idsIn(late)).toEqual(['b-2'])
  })

  it('removes the oldest runs beyond its limit, never a pinned one, never the one that came last', async () => {
    const store = openStore(dataFolderOfTest())
    for (const id of ['a-1', 'b-2', 'c-3']) await store.finish(noisy(id))
    await store.edit('a-1', { pinned: true })
    const { bytes } = await store.size()
    expect(bytes).toBeGreaterThan(3 * 200_000)
    await store.limit(LEAST_LIMIT_BYTES)
    expect(await idsIn(store)).toEqual(['c-3', 'b-2', 'a-1'])
    await store.finish(noisy('d-4'))
    expect(await idsIn(store)).toEqual(['d-4', 'c-3', 'a-1'])
    await store.edit('c-3', { pinned: true })
    await store.edit('d-4', { pinned: true })
    await store.finish(noisy('e-5'))
    expect(await idsIn(store)).toEqual(['e-5', 'd-4', 'c-3', 'a-1'])
  })

  it('copies itself into a new file while it is in use, and over none', async () => {
    const store = openStore(dataFolderOfTest())
    await store.finish(documentCalled('a-1'))
    const path = join(dataFolderOfTest(), 'history.sqlite')
    await store.backup(path)
    const copy = openDatabase(path, { readOnly: true })
    expect(
      copy
        .prepare('SELECT id FROM runs')
        .all()
        .map(({ id }) => id),
    ).toEqual(['a-1'])
    copy.close()
    expect((await labRejectionOf(store.backup(path))).code).toBe('OUTPUT_TARGET')
    expect((await labRejectionOf(store.backup(join(path, 'below')))).code).toBe('OUTPUT_TARGET')
  })

  it('refuses a second import of the same run', async () => {
    const store = openStore(dataFolderOfTest())
    await store.add(documentCalled('a-1'))
    expect((await store.open('a-1')).entry.imported).toBe(true)
    const error = await labRejectionOf(store.add(documentCalled('a-1')))
    expect(error.code).toBe('BAD_IMPORT')
    expect(error.message).toContain('a-1')
  })

  it('says that a folder cannot be used, and works once it can', async () => {
    const folder = dataFolderOfTest()
    const store = openStore(join(folder, 'history-record.json'))
    await openStore(folder).finish(documentCalled('a-1')) // makes a file where the other's folder should be
    const error = await labRejectionOf(store.list(query()))
    expect(error.code).toBe('HISTORY_UNAVAILABLE')
    expect(error.message).toContain('not a folder')
  })
})

describe('a run under way', () => {
  it('is listed, and can be neither opened nor deleted', async () => {
    const store = openStore(dataFolderOfTest())
    await store.begin(planCalled('a-1'))
    expect((await store.list(query())).entries[0]).toMatchObject({ id: 'a-1', state: 'under-way' })
    expect((await labRejectionOf(store.open('a-1'))).code).toBe('BUSY')
    expect((await labRejectionOf(store.delete(['a-1']))).code).toBe('BUSY')
    expect(await idsIn(store, { verdict: 'inconclusive' })).toEqual([])
    await store.finish(documentCalled('a-1'))
    expect((await store.open('a-1')).document).toEqual(documentCalled('a-1'))
  })

  it('is no orphan while its process lives, and is one once that has closed', async () => {
    const folder = dataFolderOfTest()
    const [one, other] = [openStore(folder), openStore(folder)]
    await one.begin(planCalled('a-1'))
    expect(await other.orphans()).toEqual([])
    await one.close()
    expect(await other.orphans()).toEqual([planCalled('a-1')])
    await other.finish(documentCalled('a-1'))
    expect(await other.orphans()).toEqual([])
  })

  it('ends once: what was stored first stands', async () => {
    const store = openStore(dataFolderOfTest())
    await store.finish(documentCalled('a-1'))
    await store.finish({ ...documentCalled('a-1'), state: 'crashed' })
    expect((await store.open('a-1')).document.state).toBe('completed')
  })
})

describe('two stores on one folder', () => {
  it('see each other’s runs and lose none', async () => {
    const folder = dataFolderOfTest()
    const stores = [openStore(folder), openStore(folder)]
    const ids = Array.from({ length: 20 }, (_, index) => `run-${index}`)
    await Promise.all(ids.map((id, index) => present(stores[index % 2]).finish(documentCalled(id))))
    for (const store of stores) expect((await idsIn(store)).sort()).toEqual([...ids].sort())
    await stores[0]?.close()
    await stores[1]?.finish(documentCalled('last'))
    await stores[1]?.close()
    const later = openStore(folder)
    expect(await idsIn(later)).toHaveLength(21)
    expect(later.notices()).toEqual([])
  })

  it('do not move a history that the other has open', async () => {
    const folder = dataFolderOfTest()
    const one = openStore(folder)
    await one.finish(documentCalled('a-1'))
    const other = openStore(folder)
    expect(await idsIn(other)).toEqual(['a-1'])
    expect(readdirSync(folder).filter(name => name.includes('set-aside'))).toEqual([])
    expect(existsSync(join(folder, 'history.sqlite'))).toBe(true)
  })
})

function seriesOf(samples: number) {
  const counting = Array.from({ length: samples }, (_, index) => (index * 7919) % 100_003)
  return [{ trial: 0, atMillis: counting, latenessMillis: counting, operations: counting.map(value => [value, value]) }]
}

/** About 300 KiB that hardly compress. */
function noisy(id: string) {
  const document = documentCalled(id)
  let state = 12_345
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  const samples = Array.from({ length: 35_000 }, next)
  const [first] = document.variants
  return {
    ...document,
    variants: [{ ...present(first), series: [{ trial: 0, atMillis: samples, latenessMillis: [], operations: [] }] }],
  }
}
