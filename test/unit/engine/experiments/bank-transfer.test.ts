import { describe, expect, it } from 'vitest'
import {
  bankTransfer,
  expectedTotal,
  memory,
  tellersOf,
} from '../../../../src/engine/experiments/bank-transfer/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 3,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  accounts: 5,
  auditors: 1,
  transfers: 50,
  amplifier: 'yield',
  spinNanos: 500,
}
const DONE = { operations: 100, perWorker: [50, 50, 0] }
const FIXED = ['global-lock', 'ordered-locks', 'actor']
const ALL = ['none', ...FIXED]

function trial(variant: string, { change = 0, audits = 3, torn = 0 }, done = DONE) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    const { balance } = words.accounts.of(4)
    balance.store(balance.load() + change)
    words.own.of(2).audits.store(audits)
    words.own.of(2).torn.store(torn)
  }
  return judged(bankTransfer, variant, PARAMS, fill, done)
}

describe('bank-transfer', () => {
  it('has every variant of the catalogue', () => {
    expect(bankTransfer.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it('leaves one teller at least, however many auditors are asked for', () => {
    expect(tellersOf({ workers: 4, auditors: 1 })).toBe(3)
    expect(tellersOf({ workers: 2, auditors: 63 })).toBe(1)
    expect(bankTransfer.roles(PARAMS)).toEqual(['teller', 'teller', 'auditor'])
    expect(bankTransfer.roles({ ...PARAMS, workers: 1, auditors: 5 })).toEqual(['teller'])
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const wrong = FIXED.includes(variant) ? 'forbidden' : 'interesting'
    expect(trial(variant, {})).toMatchObject({ outcome: 'balanced', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, { torn: 1 })).toMatchObject({ outcome: 'wrong-sum', grade: wrong })
    expect(trial(variant, { change: 1 })).toMatchObject({ outcome: 'wrong-sum', grade: wrong })
    expect(trial(variant, { change: -1 })).toMatchObject({ outcome: 'wrong-sum', grade: wrong })
  })

  it('notices transfers that were not made, and audits that were not', () => {
    expect(trial('none', {}, { operations: 99, perWorker: [] }).failedChecks).toEqual(['operations-add-up'])
    expect(trial('none', { audits: 0 }).failedChecks).toEqual(['auditors-audited'])
  })

  it('measures what auditors saw and what was left', () => {
    expect(trial('none', { change: -7, audits: 4, torn: 3 }).measures).toMatchObject({
      'torn-audits': 0.75,
      'money-error': 7,
    })
  })

  it.each(['none', 'global-lock', 'ordered-locks'])(
    'keeps the sum with %s when one works after the other',
    async variant => {
      const { outcome, failedChecks } = await inTurn(bankTransfer, variant, PARAMS, [0, 1, 2])
      expect({ outcome, failedChecks }).toEqual({ outcome: 'balanced', failedChecks: [] })
    },
  )

  it('lets the owner alone move all the money', async () => {
    const { outcome } = await inTurn(bankTransfer, 'actor', { ...PARAMS, workers: 1 }, [0])
    expect(outcome).toBe('balanced')
  })

  it('has money in the air between debit and credit: who looks then sees it missing', async () => {
    const sums = new Set<number>()
    await inTurn(bankTransfer, 'none', PARAMS, [0], (context, buffer) => {
      const accounts = memory.bind(buffer, 0).accounts.first(PARAMS.accounts)
      context.inTheGap = () => sums.add(accounts.reduce((sum, { balance }) => sum + balance.load(), 0))
    })
    expect(sums.size).toBeGreaterThan(1)
    for (const sum of sums) expect(sum).toBeLessThan(expectedTotal(PARAMS.accounts))
  })

  it.each(ALL)('ends %s when a stop is asked for', async variant => {
    const { observed } = await inTurn(bankTransfer, variant, PARAMS, [0], context => (context.stopped = true))
    expect(observed['total']).toBe(observed['expected'])
  })
})
