import { block, i32, layout, type Bound } from '../../src/engine/memory/layout.ts'
import { Channel, channelLayout, initializeChannel } from '../../src/engine/sync/channel.ts'
import { Condition, conditionLayout } from '../../src/engine/sync/condition.ts'
import { Mutex, mutexLayout } from '../../src/engine/sync/mutex.ts'
import type { Waiter } from '../../src/engine/sync/waiter.ts'

const underMutex = { writers: 'the holder', access: 'under the mutex' } as const
const MAX_CAPACITY = 64

/** A bounded buffer in each of its makings: the channel, and one written by hand with a mutex and two conditions. */
export const buffersLayout = layout('buffers', {
  channel: channelLayout,
  mutex: mutexLayout,
  notEmpty: conditionLayout,
  notFull: conditionLayout,
  count: i32({ ...underMutex, doc: 'items inside' }),
  head: i32({ ...underMutex, doc: 'place of the oldest item' }),
  closed: i32({ ...underMutex, doc: '1 = no more items will come' }),
  items: block(MAX_CAPACITY, { ...underMutex, doc: 'a circle of items' }),
})

export type Buffers = Bound<typeof buffersLayout.fields>

export interface Buffer {
  put(item: number): void
  /** @returns undefined once it is closed and empty */
  take(): number | undefined
  close(): void
}

export const BUFFERS = ['channel', 'condition, notify one', 'condition, notify all']

/** Before any worker can see it. */
export function initializeBuffer(buffers: Buffers, capacity: number): void {
  initializeChannel(buffers.channel, capacity)
}

export function bufferOf(buffers: Buffers, kind: string, capacity: number, waiter: Waiter): Buffer {
  if (kind !== 'channel') return byHand(buffers, kind === 'condition, notify all', capacity, waiter)
  const channel = new Channel(buffers.channel, waiter)
  return {
    put: item => {
      channel.send(item)
    },
    take: () => channel.receive(),
    close: () => {
      channel.close()
    },
  }
}

function byHand(words: Buffers, notifiesAll: boolean, capacity: number, waiter: Waiter): Buffer {
  const mutex = new Mutex(words.mutex, waiter)
  const notEmpty = new Condition(words.notEmpty, mutex, waiter)
  const notFull = new Condition(words.notFull, mutex, waiter)
  const count = words.count.cell
  const head = words.head.cell
  const wake = (condition: Condition) => {
    if (notifiesAll) condition.notifyAll()
    else condition.notifyOne()
  }
  return {
    put: item => {
      mutex.hold(() => {
        notFull.waitUntil(() => count[0] < capacity)
        words.items.items[(head[0] + count[0]) % capacity] = item
        count[0]++
        wake(notEmpty)
      })
    },
    take: () =>
      mutex.hold(() => {
        notEmpty.waitUntil(() => count[0] > 0 || words.closed.cell[0] === 1)
        if (count[0] === 0) return undefined
        const item = words.items.items[head[0]]
        head[0] = (head[0] + 1) % capacity
        count[0]--
        wake(notFull)
        return item
      }),
    close: () => {
      mutex.hold(() => {
        words.closed.cell[0] = 1
        notEmpty.notifyAll()
      })
    },
  }
}
