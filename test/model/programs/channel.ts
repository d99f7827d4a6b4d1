import { POISON_BIT } from '../../../src/base/lock-word.ts'
import type { End, ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { Channel, channelLayout, initializeChannel } from '../../../src/engine/sync/channel.ts'
import { load, peek } from '../../../src/engine/sync/native/door.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { announceItem, assertNothingLost, itemOf, noteReceived, noteSent } from '../support/items.ts'
import { stoppedAtRest, stopper, stopperAtRest, supervisor } from '../support/outside.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import { outcomeOf, worker, type Body } from '../support/workers.ts'

const channelsLayout = layout('channels', { channel: channelLayout })

type Memory = Prepared<typeof channelsLayout.fields>

export interface Shape {
  readonly senders: number
  readonly receivers: number
  /** Items of each sender. */
  readonly each: number
  readonly capacity: number
}

interface Roles {
  /** What a sender does with each of its items. */
  send(thread: ModelThread, channel: Channel, item: number, memory: Memory): void
  receive(thread: ModelThread, channel: Channel, memory: Memory): void
  /** Rounds of each receiver; by default receivers share all items. */
  readonly receives?: number
  readonly others?: (memory: Memory) => readonly ProgramThread[]
  readonly atEnd?: (end: End, memory: Memory) => void
}

function channelProgram(name: string, primitives: Primitives, shape: Shape, roles: Roles): Program {
  const { senders, receivers, each, capacity } = shape
  const memory = prepared(channelsLayout, senders + receivers, ({ channel }) => {
    initializeChannel(channel, capacity)
  })
  const sends = (sender: number) =>
    Array.from({ length: each }, (_, count): Body<Channel> => (thread, channel) => {
      roles.send(thread, channel, itemOf(sender, count), memory)
    })
  const receives = repeated<Body<Channel>>(roles.receives ?? (senders * each) / receivers, (thread, channel) => {
    roles.receive(thread, channel, memory)
  })
  const threads = Array.from({ length: senders + receivers }, (_, index) => {
    const channel = new Channel(memory.words.channel, memory.waiter(index, primitives))
    return worker(index, channel, index < senders ? sends(index) : receives, true)
  })
  return memory.program(`channel: ${name}`, [...threads, ...(roles.others?.(memory) ?? [])], end => {
    const deaths = threads.filter((_, index) => end.isDead(index)).length
    const { mutex, notEmpty, notFull } = memory.words.channel
    const diedInside = (end.word(mutex.word.address) & POISON_BIT) !== 0
    // Of the items that a dead worker has left in disorder nothing is known.
    if (diedInside) assertNothingLost(end, [], deaths + capacity)
    else assertNothingLost(end, insideOf(end, memory, capacity), deaths)
    end.assert((end.word(mutex.word.address) & ~POISON_BIT) === 0, 'the mutex is not free at the end')
    for (const { waiters } of [notEmpty, notFull]) {
      const counted = end.word(waiters.address)
      end.assert(counted >= 0 && counted <= deaths, `nobody waits, but ${String(counted)} are counted`)
    }
    roles.atEnd?.(end, memory)
  })
}

function insideOf(end: End, { words }: Memory, capacity: number): readonly number[] {
  const { count, head, items } = words.channel
  return Array.from({ length: end.word(count.address) }, (_, index) =>
    end.word(items.address + 4 * ((end.word(head.address) + index) % capacity)),
  )
}

function sends(thread: ModelThread, channel: Channel, item: number): void {
  announceItem(thread, item)
  channel.send(item)
  noteSent(thread, item)
}

function receives(thread: ModelThread, channel: Channel): void {
  const item = channel.receive()
  thread.assert(item !== undefined, 'an open channel says that it is over')
  if (item !== undefined) noteReceived(thread, item)
}

/** As many receives as sends. */
export function traffic(primitives: Primitives, shape: Shape): Program {
  return channelProgram('traffic', primitives, shape, { send: sends, receive: receives })
}

/** Both sides have a limit for every item. */
export function limited(primitives: Primitives, shape: Shape): Program {
  return channelProgram('time-outs', primitives, shape, {
    send(thread, channel, item) {
      announceItem(thread, item)
      if (channel.sendFor(item, 10)) noteSent(thread, item)
    },
    receive(thread, channel) {
      const received = channel.receiveFor(20)
      thread.assert(received !== 'closed', 'an open channel says that it is over')
      if (typeof received === 'object') noteReceived(thread, received.item)
    },
  })
}

/** Neither side ever waits for the other. */
export function tried(primitives: Primitives, shape: Shape): Program {
  return channelProgram('tries', primitives, shape, {
    send(thread, channel, item) {
      announceItem(thread, item)
      if (channel.trySend(item)) noteSent(thread, item)
    },
    receive(thread, channel) {
      const received = channel.tryReceive()
      if (typeof received === 'object') noteReceived(thread, received.item)
    },
  })
}

const DONE = 'senders that are done'

/** Whoever sends the last item closes the channel; receivers go on until they are told so. */
export function closed(primitives: Primitives, shape: Shape): Program {
  const total = shape.senders * shape.each
  return channelProgram('closed by the last sender', primitives, shape, {
    receives: total + 1,
    send(thread, channel, item) {
      sends(thread, channel, item)
      if (thread.note(ghosts => ghosts.add(DONE, 1)) === total) channel.close()
    },
    receive: receivesUntilOver,
    atEnd: assertOver,
  })
}

/** Somebody closes the channel at any moment; what was sent before is received. */
export function closedInBetween(primitives: Primitives, shape: Shape): Program {
  return channelProgram('closed in between', primitives, shape, {
    receives: shape.senders * shape.each + 1,
    send(thread, channel, item) {
      announceItem(thread, item)
      const outcome = outcomeOf(() => {
        channel.send(item)
      }, 'CLOSED')
      if (outcome === 'done') noteSent(thread, item)
    },
    receive: receivesUntilOver,
    others: memory => [
      {
        name: 'closer',
        rounds: [
          () => {
            new Channel(memory.words.channel, memory.waiter(shape.senders + shape.receivers, primitives)).close()
          },
        ],
      },
    ],
    atEnd: assertOver,
  })
}

const isOver = ({ index }: ModelThread): string => `it is over for ${String(index)}`

function receivesUntilOver(thread: ModelThread, channel: Channel): void {
  if (thread.note(ghosts => ghosts.get(isOver(thread))) === 1) return
  const item = channel.receive()
  if (item === undefined) thread.note(ghosts => ghosts.add(isOver(thread), 1))
  else noteReceived(thread, item)
}

function assertOver(end: End, { words }: Memory): void {
  end.assert(end.word(words.channel.count.address) === 0, 'an item is left in a channel that is over')
}

/** The trial is stopped at any moment; a send or receive that threw has done nothing. */
export function stopped(primitives: Primitives, shape: Shape): Program {
  return channelProgram('stop', primitives, shape, {
    send(thread, channel, item) {
      outcomeOf(() => {
        sends(thread, channel, item)
      }, 'STOPPED')
    },
    receive(thread, channel) {
      outcomeOf(() => {
        receives(thread, channel)
      }, 'STOPPED')
    },
    others: () => [stopper],
  })
}

/**
 * Any worker may die. At rest, a receiver waits only for an empty channel and a sender for a full one, and nobody where a
 * worker has died inside: of that all are told.
 */
export function deaths(primitives: Primitives, shape: Shape, most = 1): Program {
  const workers = shape.senders + shape.receivers
  const inVain = (thread: ModelThread, { words }: Memory, vain: number): void => {
    if (!stoppedAtRest(thread, workers)) return
    const { mutex, count } = words.channel
    thread.assert((load(mutex.word.address) & POISON_BIT) === 0, 'waits for ever, and is not told that a worker died')
    thread.assert(peek(count.address) === vain, 'waits for ever, and could go on')
  }
  return channelProgram('death', primitives, shape, {
    send(thread, channel, item, memory) {
      const outcome = outcomeOf(
        () => {
          sends(thread, channel, item)
        },
        'STOPPED',
        'ABANDONED',
      )
      if (outcome === 'STOPPED') inVain(thread, memory, shape.capacity)
    },
    receive(thread, channel, memory) {
      const outcome = outcomeOf(
        () => {
          receives(thread, channel)
        },
        'STOPPED',
        'ABANDONED',
      )
      if (outcome === 'STOPPED') inVain(thread, memory, 0)
    },
    others: ({ locks }) => [supervisor(locks, most), stopperAtRest(workers)],
  })
}
