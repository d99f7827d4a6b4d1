import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../../../src/base/errors.ts'
import { EXIT, exitCodeOf, exitCodeOfError } from '../../../src/cli/exit-codes.ts'
import { runStateSchema, verdictSchema, type RunState, type Verdict } from '../../../src/contract/words.ts'
import { buildRunDocument } from '../../../src/engine/run/run-record.ts'
import { COMPLETED, exactTrials, lostUpdateEntry, summaryOf } from '../../helpers/records.ts'

const run = buildRunDocument(summaryOf(['mutex']), lostUpdateEntry, exactTrials(4), COMPLETED)

/** First that holds: 5 run crashed or failed, 1 verdict failed, 4 run timed out, 6 inconclusive, 0. */
const CONTRACT: Readonly<Record<RunState, Readonly<Record<Verdict, number>>>> = {
  completed: { passed: 0, failed: 1, inconclusive: 6 },
  'timed-out': { passed: 4, failed: 1, inconclusive: 4 },
  cancelled: { passed: 0, failed: 1, inconclusive: 6 }, // by nobody's signal: that one is 130, and decided elsewhere
  crashed: { passed: 5, failed: 5, inconclusive: 5 },
  interrupted: { passed: 0, failed: 1, inconclusive: 6 },
  failed: { passed: 5, failed: 5, inconclusive: 5 },
}

describe('the exit code of a run', () => {
  it.each(
    runStateSchema.options.flatMap(state =>
      verdictSchema.options.map(verdict => ({ state, verdict, code: CONTRACT[state][verdict] })),
    ),
  )('is $code when it is $state and $verdict', ({ state, verdict, code }) => {
    expect(exitCodeOf({ ...run, state, verdict })).toBe(code)
  })
})

describe('the exit codes', () => {
  it('are those that scripts know', () => {
    expect(EXIT).toEqual({
      ok: 0,
      verdictFailed: 1,
      usage: 2,
      io: 3,
      timedOut: 4,
      crashed: 5,
      inconclusive: 6,
      signal: 130,
    })
  })

  it.each([
    'USAGE',
    'UNKNOWN_EXPERIMENT',
    'UNKNOWN_VARIANT',
    'UNKNOWN_PARAMETER',
    'UNKNOWN_PRESET',
    'BAD_VALUE',
    'MEMORY_LIMIT',
  ] as const)('call %s a mistake in usage', code => {
    expect(exitCodeOfError(code)).toBe(2)
  })

  it('call a file that cannot be written trouble with data', () => {
    expect(exitCodeOfError('OUTPUT_TARGET')).toBe(3)
  })

  it('never call an error a success', () => {
    for (const code of ERROR_CODES) expect([2, 3, 5], code).toContain(exitCodeOfError(code))
    expect(exitCodeOfError('INTERNAL')).toBe(5)
  })
})
