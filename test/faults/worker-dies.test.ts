import { afterAll, describe, expect, it } from 'vitest'
import { openFaultyLab } from './faulty/faulty-lab.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { matching } from './support/matching.ts'
import { runWatched, trialsOf, trialStates } from './support/watched-run.ts'

const lab = openFaultyLab()
afterAll(() => lab.close())

const DEATHS = [
  ['exit', 'worker T1 died: it ended with exit code 7'],
  ['exhaust-heap', /^worker T1 died: .*memory limit/],
] as const

const THROWS = [
  ['throw-error', 'worker T1 threw Error: the kernel broke'],
  ['throw-null', 'worker T1 threw object null'],
  ['throw-getter', 'worker T1 threw a value that cannot be described (reading it throws)'],
  ['throw-error-getter', 'worker T1 threw a value that cannot be described (reading it throws)'],
  ['throw-proxy', 'worker T1 threw a value that cannot be described (reading it throws)'],
  ['overflow-stack', 'worker T1 threw RangeError: Maximum call stack size exceeded'],
] as const

const FAULTS = [
  ...DEATHS.map(([variant, message]) => ({ variant, code: 'WORKER_DIED', message })),
  ...THROWS.map(([variant, message]) => ({ variant, code: 'WORKER_FAILED', message })),
]

describe.each(FAULTS)('a worker that does $variant', ({ variant, code, message }) => {
  const reason = { code, message: typeof message === 'string' ? message : matching(message) }

  it('ends the run as crashed in that trial, and says which worker and what', async () => {
    const document = await runWatched(lab, faultyRequest(variant, { trials: 3, faultyTrial: 2 }))
    expect(document).toMatchObject({ state: 'crashed', reason, verdict: 'inconclusive' })
    expect(trialStates(document)).toEqual(['completed', 'crashed'])
    expect(trialsOf(document)[1]).toMatchObject({ index: 1, outcome: null, observed: {}, reason })
    expect(document.headline).not.toBe('')
  })
})

describe.each(FAULTS.filter(({ variant }) => variant === 'exit' || variant === 'throw-null'))(
  'a worker that does $variant while warming up',
  ({ variant, code, message }) => {
    it('ends the run as crashed, with no trial and the same reason', async () => {
      const document = await runWatched(lab, faultyRequest(variant, { trials: 3, warmUp: 2, faultyTrial: 2 }))
      expect(document).toMatchObject({ state: 'crashed', reason: { code, message }, verdict: 'inconclusive' })
      expect(trialStates(document)).toEqual([])
    })
  },
)

describe('of several workers', () => {
  it('names the one that died', async () => {
    const document = await runWatched(lab, faultyRequest('exit', { workers: 4, culprit: 2 }))
    expect(document.reason?.message).toBe('worker T3 died: it ended with exit code 7')
  })

  it('names the holder that threw, not those who waited for its lock', async () => {
    const document = await runWatched(lab, faultyRequest('abandon-mutex', { culprit: 1, timeCap: 30 }))
    const reason = { code: 'WORKER_FAILED', message: 'worker T2 threw Error: the holder broke' }
    expect(document).toMatchObject({ state: 'crashed', reason })
    expect(trialStates(document)).toEqual(['crashed'])
  })

  it('ends the variants that did not get their turn as crashed too', async () => {
    const document = await runWatched(lab, faultyRequest(['behave', 'exit'], { trials: 2 }))
    expect(document.state).toBe('crashed')
    expect(document.variants.map(({ state }) => state)).toEqual(['crashed', 'crashed'])
  })
})
