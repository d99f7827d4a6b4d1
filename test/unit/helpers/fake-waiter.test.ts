import { describe, expect, it } from 'vitest'
import { FakeWaiter } from '../../helpers/fake-waiter.ts'
import { labErrorOf } from '../../helpers/lab-error-of.ts'

describe('FakeWaiter', () => {
  it('writes down what it is told, in order, and plays the others meanwhile', () => {
    const waiter = new FakeWaiter(3)
    waiter.whileWaiting = () => waiter.calls.push('others at begin')
    waiter.atCheck = () => waiter.calls.push('others at check')
    waiter.beginWait(128)
    waiter.throwIfStopped()
    waiter.endWait()
    expect(waiter.calls).toEqual(['begin 128', 'others at begin', 'check', 'others at check', 'end'])
    expect(waiter.worker).toBe(3)
  })

  it('throws STOPPED at a check once it is stopped', () => {
    const waiter = new FakeWaiter(0)
    waiter.stopped = true
    expect(labErrorOf(() => waiter.throwIfStopped()).code).toBe('STOPPED')
  })
})
