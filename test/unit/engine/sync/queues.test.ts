import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FREE } from '../../../../src/base/lock-word.ts'
import { Channel, channelLayout, initializeChannel } from '../../../../src/engine/sync/channel.ts'
import { initializeRing, Ring, ringLayout } from '../../../../src/engine/sync/ring.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { FORMS } from '../../../helpers/sync-memory.ts'
import { twoWorkers } from './two-workers.ts'

const i32s = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe.each(FORMS)('a channel, as %s,', form => {
  const open = (capacity: number) => {
    const { words, me, other } = twoWorkers(form, channelLayout)
    initializeChannel(words, capacity)
    return { words, sender: new Channel(words, me), receiver: new Channel(words, other) }
  }

  it('passes items on in their order, around the end of its circle', () => {
    const { words, sender, receiver } = open(3)
    for (let round = 0; round < 5; round++) {
      sender.send(round)
      expect(sender.trySend(~round)).toBe(true)
      expect(words.count.load()).toBe(2)
      expect(receiver.receive()).toBe(round)
      expect(receiver.tryReceive()).toEqual({ item: ~round })
      expect(words.head.load()).toBe((2 * (round + 1)) % 3)
    }
    expect(words.mutex.word.load()).toBe(FREE)
  })

  it('takes no more than it has room for, and gives nothing that it has not', () => {
    const { words, sender, receiver } = open(1)
    expect(receiver.tryReceive()).toBe('nothing-yet')
    expect(receiver.receiveFor(0.01)).toBe('nothing-yet')
    sender.send(1)
    expect(sender.trySend(2)).toBe(false)
    expect(sender.sendFor(2, 0.01)).toBe(false)
    expect(words.count.load()).toBe(1)
    expect(receiver.receiveFor(0)).toEqual({ item: 1 })
    expect([words.notEmpty.waiters.load(), words.notFull.waiters.load()]).toEqual([0, 0])
  })

  it('gives what is inside after its close, and then says that it is over', () => {
    const { sender, receiver } = open(2)
    sender.send(7)
    sender.close()
    sender.close()
    expect(labErrorOf(() => sender.send(8)).code).toBe('CLOSED')
    expect(labErrorOf(() => sender.trySend(8)).code).toBe('CLOSED')
    expect(receiver.receive()).toBe(7)
    expect(receiver.receive()).toBeUndefined()
    expect(receiver.tryReceive()).toBe('closed')
    expect(receiver.receiveFor(0.01)).toBe('closed')
  })

  it('is a queue, whatever is sent and received', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.option(i32s), { maxLength: 40 }), (capacity, steps) => {
        const { sender, receiver } = open(capacity)
        const inside: number[] = []
        for (const step of steps) {
          if (step === null) {
            const item = inside.shift()
            expect(receiver.tryReceive()).toEqual(item === undefined ? 'nothing-yet' : { item })
          } else {
            expect(sender.trySend(step)).toBe(inside.length < capacity)
            if (inside.length < capacity) inside.push(step)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe.each(FORMS)('a ring, as %s,', form => {
  const open = (capacity: number, beginning = 0) => {
    const { words, me, other } = twoWorkers(form, ringLayout)
    initializeRing(words, capacity)
    for (const word of [...Object.values(words.consumer), ...Object.values(words.producer)]) word.store(beginning)
    return { words, producer: new Ring(words, me), consumer: new Ring(words, other) }
  }

  it.each([0, 2 ** 31 - 3, -3])('passes items on in order when counting begins at %d', beginning => {
    const { words, producer, consumer } = open(2, beginning)
    for (let round = 0; round < 6; round++) {
      producer.push(round)
      expect(producer.tryPush(~round)).toBe(true)
      expect(producer.tryPush(99)).toBe(false)
      expect(words.producer.tail.load()).toBe((beginning + 2 * round + 2) | 0)
      expect(consumer.pop()).toBe(round)
      expect(consumer.tryPop()).toBe(~round)
      expect(consumer.tryPop()).toBeUndefined()
      expect(words.consumer.head.load()).toBe((beginning + 2 * round + 2) | 0)
    }
  })

  it('is a queue, whatever is pushed and popped, wherever its counters stand', () => {
    const capacities = fc.constantFrom(1, 2, 4, 8)
    fc.assert(
      fc.property(capacities, i32s, fc.array(fc.option(i32s), { maxLength: 40 }), (capacity, beginning, steps) => {
        const { producer, consumer } = open(capacity, beginning)
        const inside: number[] = []
        for (const step of steps) {
          if (step === null) expect(consumer.tryPop()).toBe(inside.shift())
          else {
            expect(producer.tryPush(step)).toBe(inside.length < capacity)
            if (inside.length < capacity) inside.push(step)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})
