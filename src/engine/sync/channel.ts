import { invariant } from '../../base/assert.ts'
import { heldBy } from '../../base/lock-word.ts'
import { block, i32, layout, type Bound } from '../memory/layout.ts'
import { conditionLayout } from './condition.ts'
import { mutexLayout } from './mutex.ts'
import { NO_MORE, NOTHING_YET, ONE_ITEM } from './native/channel.ts'
import type { Primitives, Waiter } from './waiter.ts'

/** Items that a channel can have room for at most. */
export const MAX_CHANNEL_CAPACITY = 1024

/**
 * Channel: a bounded queue of i32 from any number of senders to any number of receivers. Each item is received exactly
 * once, and those of one sender in its order. A full channel makes senders wait, an empty one receivers. Once closed, it
 * takes no more items; what is inside can still be received.
 *
 * Sources: the bounded buffer of Hoare's "Monitors" (1974): a mutex and two conditions; Go's channels for `close`.
 *
 * | count      | closed | meaning            | left by                                                               |
 * | ---------- | ------ | ------------------ | --------------------------------------------------------------------- |
 * | 0          | no     | receivers wait     | send: count + 1, notifies one receiver · close: notifies all          |
 * | 0 < c < n  | no     | nobody has to wait | send, receive                                                         |
 * | n          | no     | senders wait       | receive: count - 1, notifies one sender · close: notifies all         |
 * | c > 0      | yes    | drained            | receive                                                               |
 * | 0          | yes    | over               | nobody                                                                |
 *
 * Why nobody waits in vain: count and `closed` change under the mutex only, and a waiter counts itself in its condition
 * before it releases that mutex. Whoever makes the wait pointless has held the mutex after that, and so sees the waiter.
 * Why one notification is enough: it says that there is one item, or one free place, more; only receivers wait in the
 * one condition, only senders in the other.
 */
export const channelLayout = layout('channel', {
  mutex: mutexLayout,
  notEmpty: conditionLayout,
  notFull: conditionLayout,
  count: i32({ writers: 'the holder', access: 'under the mutex', unit: 'items', doc: 'items inside' }),
  head: i32({ writers: 'the holder', access: 'under the mutex', doc: 'place of the oldest item' }),
  capacity: i32({ writers: 'the host', access: 'before start', unit: 'items', doc: 'items that it has room for' }),
  closed: i32({ writers: 'the holder', access: 'under the mutex', doc: '1 = takes no more items' }),
  items: block(MAX_CHANNEL_CAPACITY, { writers: 'the holder', access: 'under the mutex', doc: 'a circle of items' }),
})

export type ChannelMemory = Bound<typeof channelLayout.fields>

/** Says how many items it has room for, before any worker can see it. */
export function initializeChannel(memory: ChannelMemory, capacity: number): void {
  invariant(capacity >= 1 && capacity <= MAX_CHANNEL_CAPACITY, 'a channel has room for 1 to 1024 items')
  memory.capacity.store(capacity)
}

/** What a receive with a limit came to: an item, nothing within the limit, or the end of a closed channel. */
export type Received = { readonly item: number } | 'nothing-yet' | 'closed'

/** A worker's own handle on a shared channel. */
export class Channel {
  readonly #primitives: Primitives
  readonly #waiter: Waiter
  readonly #address: number
  readonly #me: number

  constructor(memory: ChannelMemory, waiter: Waiter) {
    this.#primitives = waiter.primitives
    this.#waiter = waiter
    this.#address = memory.mutex.word.address
    this.#me = heldBy(waiter.worker)
  }

  /**
   * Blocks while the channel is full.
   * @param item i32
   * @throws {LabError} CLOSED when the channel is closed; the item is not sent then
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   * @throws {LabError} ABANDONED when a worker died in the middle of a send or receive
   */
  send(item: number): void {
    this.#primitives.channelSend(this.#address, this.#me, item)
  }

  /** Sends only if there is room. @throws {LabError} as {@link send} */
  trySend(item: number): boolean {
    return this.#primitives.channelTrySend(this.#address, this.#me, item) === 1
  }

  /** Blocks for at most `millis`. @returns whether it was sent @throws {LabError} as {@link send} */
  sendFor(item: number, millis: number): boolean {
    return this.#primitives.channelSendFor(this.#address, this.#me, item, millis) === 1
  }

  /**
   * Blocks while the channel is empty and open.
   * @returns the oldest item; undefined when the channel is closed and empty
   * @throws {LabError} STOPPED, ABANDONED as {@link send}
   */
  receive(): number | undefined {
    return this.#primitives.channelReceive(this.#address, this.#me) === ONE_ITEM ? this.#waiter.received() : undefined
  }

  /** Never waits for an item. @throws {LabError} as {@link receive} */
  tryReceive(): Received {
    return this.#came(this.#primitives.channelTryReceive(this.#address, this.#me))
  }

  /** Blocks for at most `millis`. @throws {LabError} as {@link receive} */
  receiveFor(millis: number): Received {
    return this.#came(this.#primitives.channelReceiveFor(this.#address, this.#me, millis))
  }

  /** No more sends. @throws {LabError} as {@link receive} */
  close(): void {
    this.#primitives.channelClose(this.#address, this.#me)
  }

  #came(code: number): Received {
    invariant(code === NO_MORE || code === NOTHING_YET || code === ONE_ITEM, 'a receive comes to one of three ends')
    if (code === ONE_ITEM) return { item: this.#waiter.received() }
    return code === NO_MORE ? 'closed' : 'nothing-yet'
  }
}
