import { describe, expect, it } from 'vitest'
import { LabError } from '../../../src/base/errors.ts'
import { answer, valueOf } from '../../../src/contract/answer.ts'
import { labErrorOf } from '../../helpers/lab-error-of.ts'

describe('an answer', () => {
  it('carries a value across', async () => {
    expect(valueOf(await answer(() => Promise.resolve(7)))).toBe(7)
  })

  it('carries an error across with its code and all its hints', async () => {
    const error = new LabError('BAD_VALUE', 'no', { allowed: 'a', suggestion: 'b', parameter: 'workers' })
    const carried = structuredClone(await answer(() => Promise.reject(error)))
    expect(labErrorOf(() => valueOf(carried))).toMatchObject({ code: 'BAD_VALUE', message: 'no', hints: error.hints })
  })

  it('makes a named error of whatever was thrown, and of a code that nobody knows', async () => {
    const thrown = await answer(() => {
      throw new TypeError('odd')
    })
    expect(thrown).toMatchObject({ ok: false, code: 'INTERNAL', message: 'TypeError: odd' })
    const unknown = { ok: false, code: 'TOMORROWS', message: 'new' } as const
    expect(labErrorOf(() => valueOf(unknown))).toMatchObject({ code: 'INTERNAL', message: 'new' })
  })
})
