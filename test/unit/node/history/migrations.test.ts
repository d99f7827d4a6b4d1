import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import { SCHEMA_VERSION, versionOf } from '../../../../src/node/history/schema.ts'
import { openDatabase } from '../../../../src/node/history/sqlite.ts'
import { documentCalled, planCalled } from '../../../helpers/run-documents.ts'
import { dataFolderOfTest, idsIn, openStore, query } from '../../../helpers/stored-runs.ts'

const FIXTURES = new URL('../../../fixtures/history/', import.meta.url)

/** Histories as earlier schemas left them: three finished runs, one of them edited and one deleted, and one begun. */
const OLDER = readdirSync(FIXTURES)

/** As the lab of that time made it: nothing stood beside its figures yet, and trials kept none of their own. */
function ofThatTime({ warnings, variants, ...run }: RunDocument): RunDocument {
  const told = warnings.filter(({ code }) => code !== 'too-few-samples')
  return {
    ...run,
    variants: variants.map(one => ({ ...one, trials: one.trials.map(({ measures: _measures, ...trial }) => trial) })),
    warnings: told.map(({ code, message }) => ({ code, message })),
  }
}

it('has a file of every older schema to try', () => {
  const versions = Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => `schema-${index + 1}.sqlite`)
  expect(OLDER.sort()).toEqual(versions)
})

describe.each(OLDER)('a history as %s', name => {
  function placed(): string {
    const folder = dataFolderOfTest()
    copyFileSync(new URL(name, FIXTURES), join(folder, 'history.sqlite'))
    return folder
  }

  it('comes up to date with all that was in it', async () => {
    const folder = placed()
    const store = openStore(folder, () => '2026-11-28T12:30:00.000Z')
    expect(await idsIn(store)).toEqual(['lost-update-0000004', 'lost-update-0000002', 'lost-update-0000001'])
    expect(store.notices()).toEqual([])
    const { entry, document } = await store.open('lost-update-0000001')
    expect(entry).toMatchObject({ name: 'Ärger im Übungsraum', note: 'the first one', pinned: true })
    expect(document).toEqual(ofThatTime(documentCalled('lost-update-0000001')))
    await store.restore(['lost-update-0000003'])
    const { document: restored } = await store.open('lost-update-0000003')
    expect(restored).toEqual(ofThatTime(documentCalled('lost-update-0000003')))
    expect(await store.orphans()).toEqual([planCalled('lost-update-0000004')])
    expect((await store.list(query({ search: 'ÜBUNGSRAUM' }))).total).toBe(1)
  })

  it('is copied first, as it was', async () => {
    const folder = placed()
    const before = openDatabase(join(folder, 'history.sqlite'), { readOnly: true })
    const version = versionOf(before)
    before.close()
    await idsIn(openStore(folder))
    const copy = join(folder, `history-before-schema-${SCHEMA_VERSION}.sqlite`)
    expect(existsSync(copy)).toBe(true)
    const database = openDatabase(copy, { readOnly: true })
    expect(versionOf(database)).toBe(version)
    expect(database.prepare('SELECT count(*) AS runs FROM runs').get()).toEqual({ runs: 4 })
    database.close()
  })
})
