import { describe, expect, it } from 'vitest'
import { awaitAtLeast } from '../../../../../src/engine/experiments/kit/await-word.ts'
import { bookWait } from '../../../../../src/engine/experiments/kit/booked-wait.ts'
import {
  concurrencyWitness,
  enter,
  leave,
  mostInside,
} from '../../../../../src/engine/experiments/kit/concurrency-witness.ts'
import {
  fillWitness,
  putBegins,
  putEnds,
  takeBegins,
  takeEnds,
} from '../../../../../src/engine/experiments/kit/fill-witness.ts'
import { itemWitness, receive, shareOf, tallyItems } from '../../../../../src/engine/experiments/kit/item-witness.ts'
import { layout, i32 } from '../../../../../src/engine/memory/layout.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

describe('the witness of items', () => {
  it('tells what came once, never, twice, and what never was an item', () => {
    const buffer = new SharedArrayBuffer(itemWitness.byteLength)
    const witness = itemWitness.bind(buffer, 0)
    const context = new FakeRoleContext(0, buffer)
    for (const item of [1, 3, 3, 0, 5, -1]) receive(witness, item, 4, context)
    expect(tallyItems(witness, 4)).toEqual({ once: 1, lost: 2, doubled: 1, phantoms: 3 })
  })

  it.each([
    [10, 3, [4, 3, 3]],
    [2, 3, [1, 1, 0]],
    [6, 2, [3, 3]],
  ])('is told by %d items that %d parts share as %j', (total, parts, shares) => {
    expect(shares.map((_, index) => shareOf(total, parts, index))).toEqual(shares)
  })
})

describe('the witness of a buffer’s bounds', () => {
  const newWitness = () => fillWitness.bind(new SharedArrayBuffer(fillWitness.byteLength), 0)

  it('has nothing against a full buffer, and sees one item too many', () => {
    const witness = newWitness()
    for (let puts = 0; puts < 3; puts++) {
      putBegins(witness)
      putEnds(witness, 2)
    }
    expect([witness.overflows.load(), witness.underflows.load()]).toEqual([1, 0])
  })

  it('sees a take of what nobody has begun to put', () => {
    const witness = newWitness()
    putBegins(witness)
    takeBegins(witness)
    takeEnds(witness)
    expect(witness.underflows.load()).toBe(0)
    takeBegins(witness)
    takeEnds(witness)
    expect(witness.underflows.load()).toBe(1)
  })
})

describe('the witness of concurrency', () => {
  it('remembers the most that were inside at once', () => {
    const witness = concurrencyWitness.bind(new SharedArrayBuffer(concurrencyWitness.byteLength), 0)
    expect([enter(witness, 0), enter(witness, 1)]).toEqual([1, 2])
    leave(witness)
    leave(witness)
    expect(enter(witness, 2)).toBe(1)
    expect([mostInside(witness, 1), mostInside(witness, 3)]).toEqual([1, 2])
  })
})

describe('a booked wait', () => {
  it('is timed in a probe, and only there', () => {
    const context = new FakeRoleContext(0)
    bookWait(context, () => (context.nanos += 5))
    expect(context.waits).toEqual([])
    const probing = Object.assign(new FakeRoleContext(0), { probing: true })
    bookWait(probing, () => (probing.nanos += 7))
    expect(probing.waits).toEqual([7])
  })
})

describe('waiting for a word', () => {
  const bound = layout('word', { word: i32({ writers: 'the test', access: 'atomic', doc: 'a number' }) })

  it('ends when the word is large enough, or when a stop is requested', () => {
    const { word } = bound.bind(new SharedArrayBuffer(bound.byteLength), 0)
    const context = new FakeRoleContext(0)
    context.inTheGap = () => word.store(2)
    expect(awaitAtLeast(word.cell, 2, context)).toBe(true)
    context.inTheGap = () => (context.stopped = true)
    expect(awaitAtLeast(word.cell, 3, context)).toBe(false)
  })
})
