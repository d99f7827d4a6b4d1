import { describe, expect, it } from 'vitest'
import { expectStallCaught, expectStalled } from './support/stalls.ts'
import { expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** The nap in the gap between look and wait lets the waker in. */
const set = { workers: 2, signals: 40, amplifier: 'yield' }
/** Where a stall is expected, it is not waited for long. */
const hasty = { ...set, stallAfter: 0.05, timeCap: 0.1 }
const patient = { ...set, signals: 20, stallAfter: 2 }

describe('lost-wakeup on real threads', () => {
  it('stands still where the notification can fall into the gap', async () => {
    const whole = await runTrials('lost-wakeup', { variants: ['look-then-wait'], set: hasty })
    expectStalled(whole, 'look-then-wait')
    expect(variantOf(whole, 'look-then-wait').deadlocks[0]).toMatchObject({
      kind: 'stalled',
      proved: false,
      cause:
        'cause unproven, because a notification has no owner and a flag has no owner: ' +
        'T1 waits for pairs 1 changed (only T2 could notify, and waits, too) and ' +
        'T2 looks again and again at pairs 1 ready (only T1 could change it, and waits, too)',
    })
    const half = await runTrials('lost-wakeup', { variants: ['notify-without-lock'], set: hasty })
    expectStalled(half, 'notify-without-lock')
  })

  it('always wakes where the signal cannot be missed', async () => {
    const variants = ['predicate-under-lock', 'semaphore']
    const document = await runTrials('lost-wakeup', { variants, set: patient })
    expectFixed(document, ...variants)
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const variants = ['predicate-under-lock']
    const document = await runSabotaged('lost-wakeup', { variants, set: { ...hasty, trials: 5 } })
    expectStallCaught(document, 'predicate-under-lock')
  })
})
