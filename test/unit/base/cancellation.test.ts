import { describe, expect, it } from 'vitest'
import { Cancellation, unlessCancelled } from '../../../src/base/cancellation.ts'
import { labRejectionOf } from '../../helpers/lab-error-of.ts'

describe('a cancellation', () => {
  it('calls back once, and at once where it is too late to wait', () => {
    const cancellation = new Cancellation()
    const heard: string[] = []
    cancellation.onCancel(() => heard.push('early'))
    expect(cancellation.cancelled).toBe(false)
    cancellation.cancel()
    cancellation.cancel()
    cancellation.onCancel(() => heard.push('late'))
    expect(heard).toEqual(['early', 'late'])
  })

  it('frees whoever waits, whenever the work ends', async () => {
    const cancellation = new Cancellation()
    const waiting = unlessCancelled(cancellation, new Promise(() => undefined))
    cancellation.cancel()
    expect((await labRejectionOf(waiting)).code).toBe('CANCELLED')
  })

  it('takes nothing from work that is done', async () => {
    const cancellation = new Cancellation()
    expect(await unlessCancelled(cancellation, Promise.resolve(7))).toBe(7)
    cancellation.cancel()
  })
})
