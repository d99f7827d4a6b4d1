import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LINE_BYTES, type AnyLayout } from '../../../../src/engine/memory/layout.ts'
import { barrierLayout } from '../../../../src/engine/sync/barrier.ts'
import { channelLayout } from '../../../../src/engine/sync/channel.ts'
import { conditionLayout } from '../../../../src/engine/sync/condition.ts'
import { eventLayout } from '../../../../src/engine/sync/event.ts'
import { fairMutexLayout } from '../../../../src/engine/sync/fair-mutex.ts'
import { ringLayout } from '../../../../src/engine/sync/ring.ts'
import { rwLockLayout } from '../../../../src/engine/sync/rw-lock.ts'
import { semaphoreLayout } from '../../../../src/engine/sync/semaphore.ts'
import { WAITING_OFFSET, waitingLayout } from '../../../../src/engine/sync/waiting.ts'

const NATIVE = new URL('../../../../src/engine/sync/native/', import.meta.url)

/** Which word each address constant of a native file is, by its path in the layout. */
const FILES: readonly {
  readonly file: string
  readonly layout: AnyLayout
  readonly base?: number
  readonly words: Readonly<Record<string, string>>
}[] = [
  { file: 'fair-mutex', layout: fairMutexLayout, words: { TICKETS: 'tickets' } },
  { file: 'semaphore', layout: semaphoreLayout, words: { WAITERS: 'waiters', LIMIT: 'limit' } },
  { file: 'event', layout: eventLayout, words: { WAITERS: 'waiters', AUTO_RESET: 'autoReset' } },
  { file: 'condition', layout: conditionLayout, words: { WAITERS: 'waiters' } },
  { file: 'barrier', layout: barrierLayout, words: { ARRIVED: 'arrived', PARTIES: 'parties' } },
  {
    file: 'rw-lock',
    layout: rwLockLayout,
    words: { WRITERS: 'writers.word', PREFERENCE: 'preference', READING: 'reading[w]' },
  },
  {
    file: 'channel',
    layout: channelLayout,
    words: {
      NOT_EMPTY: 'notEmpty.sequence',
      NOT_FULL: 'notFull.sequence',
      COUNT: 'count',
      HEAD: 'head',
      CAPACITY: 'capacity',
      IS_CLOSED: 'closed',
      ITEMS: 'items[i]',
    },
  },
  {
    file: 'ring',
    layout: ringLayout,
    words: {
      TAIL_SEEN: 'consumer.tailSeen',
      TAIL: 'producer.tail',
      HEAD_SEEN: 'producer.headSeen',
      CONSUMER_SLEEPS: 'consumerSleeps',
      PRODUCER_SLEEPS: 'producerSleeps',
      CAPACITY: 'capacity',
      ITEMS: 'items[i]',
    },
  },
  {
    file: 'waiting',
    layout: waitingLayout,
    base: WAITING_OFFSET,
    words: {
      STOP_WORD: 'stop',
      SPINS_WORD: 'spins',
      WORKERS_WORD: 'workers',
      RECORDING_WORD: 'recording',
      RECORDS: 'records[w].waitingFor',
    },
  },
  {
    file: '../../../../scripts/wasm/door',
    layout: waitingLayout,
    base: WAITING_OFFSET,
    words: { RECORDING_WORD: 'recording' },
  },
]

/** Within a worker's wait record. */
const IN_RECORD = {
  WAITING_FOR: 'waitingFor',
  WAIT_EPOCH: 'waitEpoch',
  PARK: 'park',
  TICKET: 'ticket',
  RECEIVED: 'received',
}

/** The number that a native file gives a constant. */
function constant(file: string, name: string): number {
  const source = readFileSync(new URL(`${file}.ts`, NATIVE), 'utf8')
  const found = new RegExp(`^(?:export )?const ${name}: i32 = (\\d+)$`, 'm').exec(source)
  if (found?.[1] === undefined) throw new Error(`${file}.ts has no constant ${name}`)
  return Number(found[1])
}

function row(layout: AnyLayout, path: string) {
  const found = layout.rows.find(each => each.path === path)
  if (found === undefined) throw new Error(`${layout.name} has no word ${path}`)
  return found
}

describe.each(FILES)('the addresses in native/$file.ts', ({ file, layout, words, base = 0 }) => {
  it.each(Object.entries(words))('%s is where the layout has %s', (name, path) => {
    expect(constant(file, name)).toBe(base + row(layout, path).offset)
  })
})

describe('the wait records', () => {
  it.each(Object.entries(IN_RECORD))('have %s where the layout has %s', (name, path) => {
    const first = row(waitingLayout, 'records[w].waitingFor').offset
    expect(constant('waiting', name)).toBe(row(waitingLayout, `records[w].${path}`).offset - first)
  })

  it('and readers’ slots lie as far apart as the layouts have them', () => {
    expect(constant('waiting', 'RECORD_BYTES')).toBe(row(waitingLayout, 'records[w].park').stride)
    expect(constant('rw-lock', 'SLOT_BYTES')).toBe(row(rwLockLayout, 'reading[w]').stride)
    expect(constant('rw-lock', 'SLOT_BYTES')).toBe(LINE_BYTES)
  })
})

describe('the word that a primitive is named by', () => {
  it.each([
    [fairMutexLayout, 'word'],
    [semaphoreLayout, 'permits'],
    [eventLayout, 'state'],
    [conditionLayout, 'sequence'],
    [barrierLayout, 'generation'],
    [rwLockLayout, 'gate.word'],
    [channelLayout, 'mutex.word'],
    [ringLayout, 'consumer.head'],
  ] as const)('lies at the beginning: %#', (layout, path) => {
    expect(row(layout, path).offset).toBe(0)
  })
})

describe('the two doors', () => {
  it.each(['WOKEN', 'NOT_EQUAL', 'TIMED_OUT', 'WAIT_BEGAN', 'WAIT_ENDED', 'SLEEPS', 'AWAKE', 'NOTIFIES', 'NOTIFIED'])(
    'have the same number for %s',
    name => {
      expect(constant('../../../../scripts/wasm/door', name)).toBe(constant('door', name))
    },
  )
})
