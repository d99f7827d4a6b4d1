import { describe, expect, it } from 'vitest'
import type { RunEntry } from '../../../../src/contract/history.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { KeptRuns } from '../../../../src/engine/run/kept-runs.ts'
import { idFor } from '../../../../src/engine/run/run-reference.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { documentCalled, planCalled } from '../../../helpers/run-documents.ts'
import { dataFolderOfTest, openStore } from '../../../helpers/stored-runs.ts'

async function historyOf(...ids: readonly string[]): Promise<KeptRuns> {
  const history = new KeptRuns(openStore(dataFolderOfTest()), registry)
  for (const [index, id] of ids.entries()) {
    await history.finish(documentCalled(id, `2026-01-02T03:04:0${index}.000Z`))
  }
  return history
}

async function found(history: KeptRuns, reference: string): Promise<string> {
  return (await history.find(reference)).document.id
}

describe('a run as people name it', () => {
  it('is found by its id, and by a beginning that is that of no other', async () => {
    const history = await historyOf('mutex-0001', 'mutex-0002', 'mutex-00021')
    expect(await found(history, 'mutex-0001')).toBe('mutex-0001')
    expect(await found(history, 'mutex-00021')).toBe('mutex-00021')
    // An id that is there is meant, whatever it begins.
    expect(await found(history, 'mutex-0002')).toBe('mutex-0002')
    expect((await labRejectionOf(history.find('mutex-000'))).hints.allowed).toContain('mutex-0001')
  })

  it('is the last one that ended, where it is called last', async () => {
    const history = await historyOf('a-1', 'b-1')
    await history.begin(planCalled('c-1', '2026-01-02T03:05:00.000Z'))
    expect(await found(history, 'last')).toBe('b-1')
  })

  it.each(['', 'last', 'nobody', '%', '_', ' ', 'a-1 ', '__proto__', 'x'.repeat(5000), '\u001b[2J\u202e'])(
    'is none for %j where there is none of it',
    async reference => {
      const history = await historyOf(...(reference === 'last' ? [] : ['a-1', 'a-2']))
      const { code, message } = await labRejectionOf(history.find(reference))
      expect(code).toBe('UNKNOWN_RUN')
      expect(message).not.toMatch(/[\u0000-\u001f\u202e]/)
    },
  )

  it('is no sweep, where a run is asked for', async () => {
    const history = await historyOf('a-1', 's-2')
    const { entries: runs } = await history.list({})
    const entries = [...runs.slice(0, 1).map((entry): RunEntry => ({ ...entry, id: 's-1', kind: 'sweep' })), ...runs]
    const store = { list: () => Promise.resolve({ entries, total: entries.length }) }
    const isRun = ({ kind }: RunEntry): boolean => kind === 'run'
    expect(await idFor('last', store)).toBe('s-1')
    expect(await idFor('last', store, isRun)).toBe('s-2')
    expect(await idFor('s', store, isRun)).toBe('s-2')
  })

  it('is not guessed where it is the beginning of several', async () => {
    const history = await historyOf('a-1', 'a-2')
    const { code, message, hints } = await labRejectionOf(history.find('a'))
    expect([code, message]).toEqual(['UNKNOWN_RUN', '"a" is the beginning of 2 runs'])
    expect(hints).toMatchObject({ allowed: 'a-2, a-1', suggestion: 'a-2' })
  })
})
