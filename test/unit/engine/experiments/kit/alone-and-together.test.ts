import { describe, expect, it } from 'vitest'
import {
  aloneAndTogether,
  aloneAndTogetherLayout,
  initializeRounds,
  ROUNDS,
} from '../../../../../src/engine/experiments/kit/alone-and-together.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

/** One worker, whose pieces of work take so long, in turns alone and together. */
function rounds(nanos: readonly number[]) {
  const buffer = new SharedArrayBuffer(aloneAndTogetherLayout.byteLength)
  const memory = aloneAndTogetherLayout.bind(buffer, 0)
  initializeRounds(memory, 1)
  const context = new FakeRoleContext(0, buffer)
  context.nanos = 1000
  const shortest: number[] = []
  let piece = 0
  const work = (): void => {
    context.nanos += nanos[piece] ?? 0
    piece += 1
  }
  aloneAndTogether(memory, 1, context, work, () => void shortest.push(piece - 1))
  return { alone: memory.aloneNanos.value, together: memory.togetherNanos.value, pieces: piece, shortest }
}

describe('rounds alone and together', () => {
  it('keep the shortest of each, and say which one that was', () => {
    expect(rounds([50, 9, 30, 8, 40, 7, 20, 99])).toEqual({
      alone: 20,
      together: 7,
      pieces: 2 * ROUNDS,
      shortest: [0, 2, 6],
    })
  })

  it('span from the first beginning to the last end', () => {
    const buffer = new SharedArrayBuffer(aloneAndTogetherLayout.byteLength)
    const memory = aloneAndTogetherLayout.bind(buffer, 0)
    initializeRounds(memory, 1)
    memory.own.of(1).beganNanos.value = 990
    memory.own.of(1).endedNanos.value = 1200
    const context = new FakeRoleContext(0, buffer)
    context.nanos = 1000
    aloneAndTogether(memory, 2, context, () => undefined)
    expect(memory.togetherNanos.value).toBe(210)
  })
})
