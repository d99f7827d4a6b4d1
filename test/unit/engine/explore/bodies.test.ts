import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src/base/errors.ts'
import { explore } from '../../../../src/engine/explore/explore.ts'
import type { ModelThread } from '../../../../src/engine/explore/program.ts'
import { add, load, nowMillis, refuse, store } from '../../../../src/engine/sync/native/door.ts'
import { RELOCK } from '../../../../src/engine/sync/native/refusals.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { A, B, C, program } from './programs.ts'
import { faultOf } from './faults.ts'

describe('a body', () => {
  it('that throws fails the schedule, with the code of a coded error', () => {
    expect(faultOf(program('throws', [[() => refuse(RELOCK, A, 2)]]))).toEqual({
      kind: 'threw',
      message: 'T1 threw RELOCK: worker 0 acquires a lock that it already holds',
    })
  })

  it('may catch what a primitive refuses, and is then not disturbed by being left in mid-run', () => {
    const body = (thread: ModelThread) => {
      add(A, 1)
      try {
        add(A, 10)
        refuse(RELOCK, A, 2)
      } catch (thrown) {
        if (!(thrown instanceof LabError)) throw thrown
        add(A, 100)
      } finally {
        add(A, 1000)
      }
      thread.assert(load(A) <= 2222, 'too much')
    }
    const { complete, failure } = explore({
      ...program('finally', [[body], [body]]),
      atEnd: end => end.assert(end.word(A) === 2222, `the total is ${String(end.word(A))}`),
    })
    expect(failure).toBeNull()
    expect(complete).toBe(true)
  })

  it('that catches everything cannot swallow a failed assertion', () => {
    const body = (thread: ModelThread) => {
      load(A)
      try {
        thread.assert(false, 'failed')
      } catch {
        store(A, 1)
      }
    }
    expect(faultOf(program('swallows', [[body]]))?.message).toBe('failed')
  })

  it('that is not deterministic is told so', () => {
    let runs = 0
    const body = () => {
      if (runs++ % 2 === 0) load(A)
      else load(B)
      load(C)
    }
    const error = labErrorOf(() => explore(program('moody', [[body]])))
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain('T1 is not deterministic')
    expect(error.message).toContain('first "load 128" and then "load 256"')
  })

  it('that ends early when run again is told so, even if it catches everything', () => {
    let runs = 0
    const body = () => {
      if (runs++ > 0) return
      load(A)
      load(B)
    }
    expect(labErrorOf(() => explore(program('short', [[body]]))).message).toContain('then "finished')
  })

  it('that only looks at the clock is told that time does not pass', () => {
    const body = () => {
      while (nowMillis() < 10) void 0
    }
    expect(labErrorOf(() => explore(program('clock', [[body]]))).message).toContain('loops without taking a step')
  })

  it('that reaches outside of its memory is told so', () => {
    const error = labErrorOf(() => explore(program('far', [[() => load(4096)]])))
    expect(error.message).toContain('4096 is no word of the memory that far prepared')
  })

  it('finds a door that is shut once the checker is done', () => {
    explore(program('short', [[() => load(A)]]))
    expect(labErrorOf(() => load(A)).message).toContain('outside of the threads')
  })
})
