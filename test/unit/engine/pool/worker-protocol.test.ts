import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asWorkerMessage } from '../../../../src/engine/pool/worker-protocol.ts'

describe('a message from a worker', () => {
  it.each([
    { kind: 'ready', session: 1 },
    { kind: 'released', session: 2 },
    { kind: 'refused', session: 3, reason: 'other sources' },
    { kind: 'threw', session: 4, generation: 5, reason: 'Error: x', code: 'RELOCK', address: 128 },
  ])('is taken as it is: %j', message => {
    expect(asWorkerMessage(message)).toEqual(message)
  })

  it.each([
    null,
    undefined,
    'ready',
    7,
    [],
    {},
    { kind: 'ready' },
    { kind: 'ready', session: '1' },
    { kind: 'shout', session: 1 },
    { kind: 'threw', session: 1, reason: 'no generation' },
    { kind: 'threw', session: 1, generation: '2', reason: 'x' },
  ])('is not recognised in %j', message => {
    expect(asWorkerMessage(message)).toBeUndefined()
  })

  it('has a reason even where experiment code sent none', () => {
    expect(asWorkerMessage({ kind: 'refused', session: 1, reason: {} })).toMatchObject({ reason: 'no reason given' })
  })

  it('never trips over what experiment code may post', () => {
    fc.assert(
      fc.property(fc.anything(), message => {
        expect(() => asWorkerMessage(message)).not.toThrow()
      }),
    )
  })
})
