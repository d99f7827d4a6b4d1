import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../../src/base/typed-object.ts'
import { writeCell, type CellWord } from '../../../../src/engine/experiments/threads-to-processes/cells.ts'
import {
  memory,
  threadsToProcesses,
  type CellName,
} from '../../../../src/engine/experiments/threads-to-processes/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const ON_THREADS: Readonly<Record<CellName, CellWord>> = {
  sharedWords: 'works',
  globalVariable: 'copies',
  closure: 'throws',
  weakMap: 'throws',
  classInstance: 'copies',
  buffer: 'copies',
  sharedBuffer: 'works',
  transferList: 'works',
  thrownError: 'copies',
}
const IN_PROCESSES = { ...ON_THREADS, sharedWords: 'absent', sharedBuffer: 'throws', transferList: 'throws' } as const

function judge(variant: string, cells: Readonly<Partial<Record<CellName, CellWord>>>, operations = 9) {
  const write = (words: ReturnType<typeof memory.bind>): void => {
    for (const name of keysOf(cells)) writeCell(words[name], cells[name] ?? 'not tried', `what ${name} says`)
  }
  return judged(threadsToProcesses, memory, variant, {}, write, [operations])
}

describe('threads-to-processes', () => {
  it('knows the grid of one memory, and that of memories apart', () => {
    expect(judge('threads', ON_THREADS)).toMatchObject({ outcome: 'one-memory', failedChecks: [] })
    expect(judge('processes', IN_PROCESSES)).toMatchObject({ outcome: 'memories-apart', failedChecks: [] })
    expect(gradesOf(threadsToProcesses, 'threads')).toMatchObject({ 'memories-apart': 'forbidden' })
    expect(gradesOf(threadsToProcesses, 'processes')).toMatchObject({ 'one-memory': 'forbidden' })
  })

  it.each([{ ...ON_THREADS, closure: 'works' }, { ...IN_PROCESSES, buffer: 'works' }, {}] as const)(
    'forbids any other grid',
    cells => {
      expect(judge('threads', cells).outcome).toBe('something-else')
      expect(gradesOf(threadsToProcesses, 'threads')['something-else']).toBe('forbidden')
    },
  )

  it('observes each word with what there is to say', () => {
    expect(judge('threads', ON_THREADS).observed).toMatchObject({ closure: 'throws: what closure says' })
  })

  it('checks that every row was tried', () => {
    expect(judge('threads', ON_THREADS, 8).failedChecks).toEqual(['all-tried'])
  })

  it('cuts what is too long to show', () => {
    const { observed } = judged(threadsToProcesses, memory, 'threads', {}, words => {
      writeCell(words.closure, 'throws', 'x'.repeat(1_000))
    })
    expect(observed['closure']).toBe(`throws: ${'x'.repeat(159)}`)
  })
})
