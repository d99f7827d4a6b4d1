import { LabError } from '../../../src/base/errors.ts'
import { block, f64, i32, layout, perWorker } from '../../../src/engine/memory/layout.ts'
import { Channel, channelLayout, initializeChannel } from '../../../src/engine/sync/channel.ts'
import { defineContest, type Contestant } from '../contest.ts'
import { advance, reach } from '../meet.ts'

/** Items of one sender in a bout, at most. */
export const MAX_SENT = 32_768
const MAX_SENDERS = 4

const own = { writers: 'the worker', access: 'atomic' } as const

export const dyingChannelLayout = layout('dying-channel', {
  channel: channelLayout,
  /** Sent for certain, and perhaps: a sender that died in between may have sent one more. */
  sent: perWorker(i32({ ...own, doc: 'items that its sends have returned from' })),
  tried: perWorker(i32({ ...own, doc: 'items whose send it has begun' })),
  toldAtMillis: perWorker(f64({ writers: 'the worker', access: 'single writer', unit: 'ms', doc: 'when it was told' })),
  told: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'workers that were told' }),
  arrivals: block(MAX_SENDERS * MAX_SENT, { writers: 'receivers', access: 'atomic', doc: 'how often each item came' }),
})

/** Senders (the first half) and receivers that may be ended at any moment; the living end with the channel's end. */
export const dyingChannel = defineContest({
  layout: dyingChannelLayout,
  prepare({ channel }, { size }) {
    initializeChannel(channel, size)
  },
  compete(words, contestant) {
    const { worker, options, waiter, nowMillis, figure } = contestant
    const channel = new Channel(words.channel, waiter)
    let ended = 'closed'
    try {
      if (worker < options.producers) send(channel, words.sent.of(worker), words.tried.of(worker), contestant)
      else receive(channel, words.arrivals, contestant)
      channel.close()
    } catch (thrown) {
      if (!(thrown instanceof LabError) || (thrown.code !== 'ABANDONED' && thrown.code !== 'CLOSED')) throw thrown
      ended = thrown.code
      words.toldAtMillis.of(worker).value = nowMillis()
      advance(words.told)
    }
    figure(ended, 1)
  },
})

type Words = ReturnType<typeof dyingChannelLayout.bind>

function send(channel: Channel, sent: Words['told'], tried: Words['told'], contestant: Contestant): void {
  const { worker, control, step, linger } = contestant
  for (let next = 0; next < MAX_SENT && control.over.load() === 0; next++) {
    tried.store(next + 1)
    channel.send(worker * MAX_SENT + next)
    sent.store(next + 1)
    step()
    linger()
  }
  // A sender that has sent all waits for the others: closing is the end of all of them.
  reach(control.over, 1)
}

function receive(channel: Channel, arrivals: Words['arrivals'], { step, linger, fault }: Contestant): void {
  const latest = new Map<number, number>()
  for (let item = channel.receive(); item !== undefined; item = channel.receive()) {
    Atomics.add(arrivals.items, item, 1)
    const sender = Math.floor(item / MAX_SENT)
    if ((latest.get(sender) ?? -1) >= item) fault(`item ${item} after ${latest.get(sender) ?? -1}`)
    latest.set(sender, item)
    step()
    linger()
  }
}
