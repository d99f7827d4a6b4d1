import { invariant } from '../../base/assert.ts'
import { heldBy } from '../../base/lock-word.ts'
import { block, i32, layout, type Bound } from '../memory/layout.ts'
import type { Primitives, Waiter } from './waiter.ts'

/** Items that a ring can have room for at most. */
const MAX_RING_CAPACITY = 1024

/**
 * Ring: a bounded queue of i32 from one producer to one consumer, without a lock. Each item arrives exactly once and in
 * order; a full ring makes the producer wait, an empty one the consumer. Nothing checks that there is one of each.
 *
 * Sources: L. Lamport, "Specifying Concurrent Program Modules" (1983), the two-process queue; remembered indices as in
 * FastForward and in Rigtorp's ring, so that the two sides seldom touch each other's line.
 *
 * | tail - head | meaning | left by                                                                                   |
 * | ----------- | ------- | ----------------------------------------------------------------------------------------- |
 * | 0           | empty   | the producer: writes the item, then tail + 1, then wakes a consumer that sleeps            |
 * | 0 < d < n   |         | either                                                                                     |
 * | n           | full    | the consumer: reads the item, then head + 1, then wakes a producer that sleeps             |
 *
 * Head and tail have one writer each and only grow (modulo 2^32). An item is written before the store of the tail that
 * shows it, and read before the store of the head that frees its place.
 *
 * Why nobody sleeps for ever: the consumer says that it sleeps and then sleeps only if the tail is still what it saw; the
 * producer moves the tail and then looks whether the consumer sleeps. One of the two comes second and sees the other. The
 * same holds with head and producer.
 */
export const ringLayout = layout('ring', {
  consumer: layout('ring-consumer', {
    head: i32({ writers: 'the consumer', access: 'atomic', waitable: 'channel', doc: 'items taken, modulo 2^32' }),
    tailSeen: i32({ writers: 'the consumer', access: 'single writer', doc: 'the tail when it last looked' }),
  }),
  producer: layout('ring-producer', {
    tail: i32({ writers: 'the producer', access: 'atomic', waitable: 'channel', doc: 'items put in, modulo 2^32' }),
    headSeen: i32({ writers: 'the producer', access: 'single writer', doc: 'the head when it last looked' }),
  }),
  consumerSleeps: i32({ writers: 'the consumer', access: 'atomic', ownLine: true, doc: '1 = wake it after a push' }),
  producerSleeps: i32({ writers: 'the producer', access: 'atomic', ownLine: true, doc: '1 = wake it after a pop' }),
  capacity: i32({ writers: 'the host', access: 'before start', unit: 'items', doc: 'a power of two' }),
  items: block(MAX_RING_CAPACITY, { writers: 'the producer', access: 'single writer', doc: 'a circle of items' }),
})

export type RingMemory = Bound<typeof ringLayout.fields>

/** Says how many items it has room for, before any worker can see it. */
export function initializeRing(memory: RingMemory, capacity: number): void {
  const isPowerOfTwo = (capacity & (capacity - 1)) === 0
  invariant(capacity >= 1 && capacity <= MAX_RING_CAPACITY && isPowerOfTwo, 'a ring has room for 1, 2, 4 … 1024 items')
  memory.capacity.store(capacity)
}

/** A worker's own handle on a shared ring, as its one producer or its one consumer. */
export class Ring {
  readonly #primitives: Primitives
  readonly #waiter: Waiter
  readonly #address: number
  readonly #me: number

  constructor(memory: RingMemory, waiter: Waiter) {
    this.#primitives = waiter.primitives
    this.#waiter = waiter
    this.#address = memory.consumer.head.address
    this.#me = heldBy(waiter.worker)
  }

  /**
   * The producer's: blocks while the ring is full.
   * @param item i32
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   */
  push(item: number): void {
    this.#primitives.ringPush(this.#address, this.#me, item)
  }

  /** The producer's: pushes only if there is room. */
  tryPush(item: number): boolean {
    return this.#primitives.ringTryPush(this.#address, item) === 1
  }

  /** The consumer's: blocks while the ring is empty. @throws {LabError} STOPPED as {@link push} */
  pop(): number {
    return this.#primitives.ringPop(this.#address, this.#me)
  }

  /** The consumer's: the oldest item, or undefined when there is none. */
  tryPop(): number | undefined {
    return this.#primitives.ringTryPop(this.#address, this.#me) === 1 ? this.#waiter.received() : undefined
  }
}
