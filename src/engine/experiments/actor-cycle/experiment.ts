import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { channelLayout, initializeChannel, MAX_CHANNEL_CAPACITY } from '../../sync/channel.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, share } from '../kit/measures.ts'
import { choice, commonParams, count } from '../kit/params.ts'
import { rate } from '../kit/rate.ts'

type Delivered = {
  readonly sent: number
  readonly received: number
  readonly dropped: number
  /** What the numbers of the messages that were received or dropped differ from those sent by, summed up. */
  readonly sumOff: number
  readonly disordered: number
}

export const params = {
  workers: count({ min: 1, max: 64, default: 2, help: 'actors in a ring: each sends to the next one' }),
  capacity: count({
    min: 1,
    max: MAX_CHANNEL_CAPACITY,
    default: 4,
    unit: 'messages',
    help: 'that a mailbox has room for',
  }),
  burst: count({
    min: 1,
    max: 4_096,
    default: 8,
    unit: 'messages',
    help: 'that an actor sends at most before it looks into its own mailbox',
  }),
  bursts: choice({
    choices: { drawn: 'as long as the seed says, up to burst', full: 'each as long as burst' },
    default: 'drawn',
    help: 'how long the bursts are',
  }),
  messages: count({ min: 1, max: 100_000, default: 2_000, unit: 'messages', help: 'that each actor sends' }),
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

export const memory = layout('actor-cycle', {
  mailbox: perWorker(channelLayout),
  stirred: perWorker(eventLayout),
  actors: perWorker(
    layout('actor', {
      received: i32({
        writers: 'the actor',
        access: 'atomic',
        unit: 'messages',
        doc: 'messages that it has handled; its sender looks at it in credit',
      }),
      dropped: i32({
        writers: 'the actor',
        access: 'single writer',
        unit: 'messages',
        doc: 'messages that it gave up because the mailbox was full',
      }),
      disordered: i32({
        writers: 'the actor',
        access: 'single writer',
        unit: 'messages',
        doc: 'received after one that was sent later',
      }),
      receivedSum: f64({
        writers: 'the actor',
        access: 'single writer',
        doc: 'the numbers of those received, summed up',
      }),
      droppedSum: f64({
        writers: 'the actor',
        access: 'single writer',
        doc: 'the numbers of those dropped, summed up',
      }),
    }),
  ),
})

/** The actor that `actor` sends to. */
export function nextOf(actor: number, workers: number): number {
  return (actor + 1) % workers
}

/** The actor that sends to `actor`. */
export function previousOf(actor: number, workers: number): number {
  return (actor + workers - 1) % workers
}

/**
 * Actor cycle. Actors in a ring send to each other, each through a mailbox with little room. There is no lock in sight. Can
 * they stop?
 *
 * Look for: the standstill when all mailboxes are full. Each actor waits for room in the next one's mailbox, and would
 * make room in its own if it did not wait. It is the circle of a deadlock, with places in a queue instead of locks; but
 * a place has no owner, so what can be said of it is STALLED, with its cause.
 *
 * Why it can stand still exactly when a burst can be longer than a mailbox has room for: say actor a waits in a burst for
 * room at b, which has not looked into its mailbox for `capacity` messages. If a burst is no longer than that, some of
 * these come from before the burst, so a has looked into its own mailbox, as it does before each burst, later than b did.
 * Around a ring in which all wait, each would have looked later than the next one: that is not possible.
 *
 * Sources: C. Hewitt, P. Bishop, R. Steiger, "A Universal Modular ACTOR Formalism for Artificial Intelligence" (1973), whose
 * mailboxes have no limit; E. W. Dijkstra, "Cooperating sequential processes" (1965), for buffers that have; H. T. Kung,
 * T. Blackwell, A. Chapman, "Credit-Based Flow Control for ATM Networks" (1994).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   block    all-arrived  0   some-dropped  0   stood-still 20
 *   drop     all-arrived  0   some-dropped 20   stood-still  0   82.3 % dropped (median)
 *   credit   all-arrived 20   some-dropped  0   stood-still  0   92 400 messages/s
 *
 * With a quarter of the messages (500) 12 of 20 trials of block stood still; with bursts of up to 64 and room for 60 (5 000
 * messages) 4 of 20, and 8 of 20 in another run; with room for a whole burst none.
 */
export const actorCycle = defineExperiment({
  id: 'actor-cycle',
  title: 'Actor cycle',
  topic: 'Owners and messages',
  question: 'Actors send messages to each other in a ring, and their mailboxes have little room. Can they stop?',

  params,
  variants: {
    block: { title: 'block', doc: 'who finds the mailbox full waits for room in it' },
    drop: { title: 'drop', doc: 'who finds it full drops the message, and counts it' },
    credit: {
      title: 'credit',
      doc: 'no more messages under way than there is room for; without credit, handle your own',
    },
  },

  presets: {
    pair: { label: '2 actors, bursts of up to 8, room for 4', params: { workers: 2, capacity: 4, burst: 8 } },
    ring: { label: '6 actors in a ring', params: { workers: 6, capacity: 4, burst: 8 } },
    'just-enough': { label: 'room for a whole burst', params: { workers: 2, capacity: 8, burst: 8 } },
    'rarely-full': {
      label: 'room for all but the longest bursts',
      params: { workers: 2, capacity: 60, burst: 64, messages: 5_000 },
    },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'actor'),

  prepare: ({ mailbox, stirred }, { workers, capacity }) => {
    for (const own of mailbox.first(workers)) initializeChannel(own, capacity)
    for (const own of stirred.first(workers)) initializeEvent(own, 'auto-reset')
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ actors }, { workers, messages }, { operations }): Delivered => {
    const own = actors.first(workers)
    const sums = own.reduce((sum, { receivedSum, droppedSum }) => sum + receivedSum.value + droppedSum.value, 0)
    return {
      sent: operations,
      received: own.reduce((sum, { received }) => sum + received.load(), 0),
      dropped: own.reduce((sum, { dropped }) => sum + dropped.load(), 0),
      sumOff: sums - (workers * messages * (messages + 1)) / 2,
      disordered: own.reduce((sum, { disordered }) => sum + disordered.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'all-arrived',
      description: 'every message arrived, once and in order',
      when: seen => isAccountedFor(seen) && seen.dropped === 0,
      grades: 'acceptable',
    },
    {
      name: 'some-dropped',
      description: 'messages were dropped and counted: sent = received + dropped',
      when: seen => isAccountedFor(seen) && seen.dropped > 0,
      grades: { block: 'forbidden', drop: 'acceptable', credit: 'forbidden' },
    },
    {
      name: 'stood-still',
      description: 'nothing moved any more: all mailboxes are full, and every actor waits for room in the next one',
      state: 'stalled',
      possible: ({ burst, messages, capacity }) => Math.min(burst, messages) > capacity,
      grades: { block: 'interesting', drop: 'forbidden', credit: 'forbidden' },
    },
    {
      name: 'unaccounted',
      description: 'a message was neither received nor counted as dropped, or it came twice or too late',
      when: seen => !isAccountedFor(seen),
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the messages that the actors counted themselves sum to actors x messages',
      holds: ({ sent }, { workers, messages }) => sent === workers * messages,
    },
  ],

  measures: [
    rate('messages', ({ received }: Delivered) => received),
    share('dropped', 'messages that were dropped, of all, per trial', ({ sent, dropped }: Delivered) =>
      sent > 0 ? dropped / sent : 0,
    ),
    contention('block', 'drop', 'credit'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['stood-still'],
      story => `stood still in ${trialsWith(story, ['stood-still'])}`,
      'never stood still',
    ),

  suppliers: (_memory, { workers }) => {
    const byName: Record<string, readonly number[]> = {}
    for (let actor = 0; actor < workers; actor++) {
      const [previous, next] = [previousOf(actor, workers), nextOf(actor, workers)]
      byName[`mailbox[${String(actor)}].notFull`] = [actor]
      byName[`mailbox[${String(actor)}].notEmpty`] = [previous]
      byName[`stirred[${String(actor)}]`] = [...new Set([previous, next])]
    }
    return byName
  },

  levels: [
    {
      name: 'under-way',
      title: 'messages in the mailboxes',
      unit: 'messages',
      ceiling: ({ workers, capacity }) => workers * capacity,
      of: ({ mailbox }, { workers }) => mailbox.first(workers).reduce((sum, own) => sum + own.count.load(), 0),
    },
  ],

  charts: ['outcome-table', 'wait-for-graph', 'level-strip', 'thread-lanes'],
})

function isAccountedFor({ sent, received, dropped, sumOff, disordered }: Delivered): boolean {
  return sent === received + dropped && sumOff === 0 && disordered === 0
}
