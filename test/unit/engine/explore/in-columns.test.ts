import { expect, it } from 'vitest'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { inColumns } from '../../../../src/engine/explore/in-columns.ts'
import type { ModelThread, Program } from '../../../../src/engine/explore/program.ts'
import { replay } from '../../../../src/engine/explore/replay.ts'
import { load, notify, store, wait } from '../../../../src/engine/sync/native/door.ts'
import { present } from '../../../helpers/present.ts'
import { A, futex, program, sections } from './programs.ts'

function columnsOf(checked: Program, chances: Parameters<typeof explore>[1]): readonly string[] {
  return inColumns(checked, present(explore(checked, chances).failure)).split('\n')
}

it('shows a failure in columns, with values, notes, preemptions, and how to see it again', () => {
  const forgetful = {
    ...sections('forgetful', 2, 1, futex.acquire, futex.releaseWithoutNotify),
    nameOf: () => 'gate.word',
  }
  expect(columnsOf(forgetful, { preemptionBound: 2 })).toEqual([
    'forgetful, 1 preemption',
    '',
    'T1                               | T2',
    '---------------------------------+----------------------------------------------',
    'compareExchange gate.word 0→1 ok |',
    'enters section                   |',
    '-- preempted by T2 --            |',
    '                                 | compareExchange gate.word 0→1 failed, found 1',
    '                                 | exchange gate.word 1→2',
    '                                 | wait gate.word while 2: sleeps',
    'leaves section                   |',
    'add gate.word 2→1                |',
    'store gate.word 1→0              |',
    '',
    'stuck: T2 sleeps on gate.word, which holds 0; nobody can go on',
    'replay: 0 1*3 0*2',
  ])
})

it('shows deaths, time-outs and wake-ups', () => {
  const sleeper = () => {
    wait(A, 0, 20)
    wait(A, 1, Infinity)
    wait(A, 0, 0)
    wait(A, 0, Infinity)
    wait(A, 0, Infinity)
    wait(A, 0, Infinity)
  }
  const { threads, ...rest } = program('events', [[sleeper], [() => load(A)], [() => notify(A, 1)]])
  const checked = { ...rest, threads: threads.map(thread => ({ ...thread, killable: true })) }
  const failure = present(replay(checked, '0 0!time-out 0*3 0!spurious 0 1!kill 2 0'))
  expect(inColumns(checked, failure).split('\n').slice(4)).toEqual([
    'wait word 128 while 0, at most 20 ms: sleeps      |        |',
    '! time-out                                        |        |',
    'wakes                                             |        |',
    'wait word 128 while 1: differs                    |        |',
    'wait word 128 while 0, at most 0 ms: no time left |        |',
    'wait word 128 while 0: sleeps                     |        |',
    '! wakes for no reason                             |        |',
    'wakes                                             |        |',
    'wait word 128 while 0: sleeps                     |        |',
    '                                                  | ! dies |',
    '                                                  |        | notify word 128, at most 1',
    'wakes                                             |        |',
    'wait word 128 while 0: sleeps                     |        |',
    '',
    'stuck: T1 sleeps on word 128, which holds 0; T2 is dead; nobody can go on',
    'replay: 0 0!time-out 0*3 0!spurious 0 1!kill 2 0',
  ])
})

it('names words as it is told to', () => {
  const body = (thread: ModelThread) => {
    store(A, 1)
    thread.assert(false, 'no')
  }
  const checked = program('names', [[body]])
  const failure = present(explore(checked).failure)
  expect(inColumns(checked, failure, address => `at ${String(address)}`)).toContain('store at 128 0→1')
  expect(inColumns(checked, failure)).toContain('store word 128 0→1')
})
