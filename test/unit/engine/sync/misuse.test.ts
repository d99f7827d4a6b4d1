import { describe, expect, it } from 'vitest'
import { heldBy, POISON_BIT } from '../../../../src/base/lock-word.ts'
import type { ErrorCode } from '../../../../src/base/errors.ts'
import { layout } from '../../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../../src/engine/sync/barrier.ts'
import { Channel, channelLayout, initializeChannel } from '../../../../src/engine/sync/channel.ts'
import { Condition, conditionLayout } from '../../../../src/engine/sync/condition.ts'
import { FairMutex, fairMutexLayout } from '../../../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../../../src/engine/sync/mutex.ts'
import { initializeRing, ringLayout } from '../../../../src/engine/sync/ring.ts'
import { initializeRwLock, PREFERENCES, RwLock, rwLockLayout } from '../../../../src/engine/sync/rw-lock.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../../src/engine/sync/semaphore.ts'
import { keysOf } from '../../../../src/base/typed-object.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { FORMS, WORDS_OFFSET } from '../../../helpers/sync-memory.ts'
import { twoWorkers } from './two-workers.ts'

const all = layout('test', {
  mutex: mutexLayout,
  fairMutex: fairMutexLayout,
  rwLock: rwLockLayout,
  semaphore: semaphoreLayout,
  condition: conditionLayout,
  barrier: barrierLayout,
  channel: channelLayout,
  ring: ringLayout,
})

function open(form: (typeof FORMS)[number]) {
  const { words, image, me, other } = twoWorkers(form, all)
  initializeSemaphore(words.semaphore, 2)
  initializeBarrier(words.barrier, 2)
  initializeChannel(words.channel, 1)
  const handles = (waiter: typeof me) => {
    const mutex = new Mutex(words.mutex, waiter)
    return {
      mutex,
      fairMutex: new FairMutex(words.fairMutex, waiter),
      rwLock: new RwLock(words.rwLock, waiter),
      semaphore: new Semaphore(words.semaphore, waiter),
      condition: new Condition(words.condition, mutex, waiter),
      barrier: new Barrier(words.barrier, waiter),
      channel: new Channel(words.channel, waiter),
    }
  }
  return { words, image, mine: handles(me), others: handles(other) }
}

/** The primitives' own words, without those by which workers say that they wait: to be refused may take a wait. */
function ownWords({ image }: ReturnType<typeof open>): ReadonlyMap<number, number> {
  return new Map([...image()].filter(([address]) => address >= WORDS_OFFSET))
}

type Opened = ReturnType<typeof open>

interface Misuse {
  readonly what: string
  /** Brings it to where the misuse is one. */
  readonly given?: (opened: Opened) => unknown
  readonly misuse: (opened: Opened) => unknown
  readonly code: ErrorCode
  readonly says: string
}

const MISUSES: readonly Misuse[] = [
  ...(['mutex', 'fairMutex'] as const).flatMap((lock): Misuse[] => [
    {
      what: `acquire of a ${lock} by its holder`,
      given: ({ mine }) => mine[lock].acquire(),
      misuse: ({ mine }) => mine[lock].acquire(),
      code: 'RELOCK',
      says: 'worker 0 acquires a lock that it already holds',
    },
    {
      what: `acquire with a limit of a ${lock} by its holder`,
      given: ({ mine }) => mine[lock].acquire(),
      misuse: ({ mine }) => mine[lock].acquireFor(1),
      code: 'RELOCK',
      says: 'already holds',
    },
    {
      what: `robust acquire of a ${lock} by its holder`,
      given: ({ mine }) => mine[lock].acquire(),
      misuse: ({ mine }) => mine[lock].acquireRobust(),
      code: 'RELOCK',
      says: 'already holds',
    },
    {
      what: `release of a free ${lock}`,
      misuse: ({ mine }) => mine[lock].release(),
      code: 'NOT_HOLDER',
      says: 'nobody holds it',
    },
    {
      what: `release of a ${lock} of another`,
      given: ({ others }) => others[lock].acquire(),
      misuse: ({ mine }) => mine[lock].release(),
      code: 'NOT_HOLDER',
      says: 'worker 1 holds it',
    },
    {
      what: `markConsistent of a ${lock} by one who does not hold it`,
      given: ({ words }) => words[lock].word.store(POISON_BIT),
      misuse: ({ mine }) => mine[lock].markConsistent(),
      code: 'NOT_HOLDER',
      says: 'nobody holds it',
    },
    {
      what: `acquire of an abandoned ${lock} by one who does not expect that`,
      given: ({ words }) => words[lock].word.store(POISON_BIT),
      misuse: ({ mine }) => mine[lock].tryAcquire(),
      code: 'ABANDONED',
      says: 'half done',
    },
  ]),
  ...keysOf(PREFERENCES).flatMap((preference): Misuse[] => {
    const prepared = (given: (opened: Opened) => void) => (opened: Opened) => {
      initializeRwLock(opened.words.rwLock, preference)
      given(opened)
    }
    const nothing = () => undefined
    const reads = ({ mine }: Opened) => mine.rwLock.acquireRead()
    const writes = ({ mine }: Opened) => mine.rwLock.acquireWrite()
    const kind = `a readers-writer lock (${preference})`
    return [
      { what: `reading ${kind} twice`, given: prepared(reads), misuse: reads, code: 'RELOCK', says: 'already holds' },
      { what: `writing ${kind} twice`, given: prepared(writes), misuse: writes, code: 'RELOCK', says: 'already holds' },
      {
        what: `upgrading ${kind} from reading to writing`,
        given: prepared(reads),
        misuse: ({ mine }) => mine.rwLock.tryAcquireWrite(),
        code: 'RELOCK',
        says: 'already holds',
      },
      {
        what: `reading ${kind} while writing`,
        given: prepared(writes),
        misuse: ({ mine }) => mine.rwLock.tryAcquireRead(),
        code: 'RELOCK',
        says: 'already holds',
      },
      {
        what: `ending to read ${kind} without having begun`,
        given: prepared(({ others }) => others.rwLock.acquireRead()),
        misuse: ({ mine }) => mine.rwLock.releaseRead(),
        code: 'NOT_HOLDER',
        says: 'worker 0 releases',
      },
      {
        what: `ending to write ${kind} for another`,
        given: prepared(({ others }) => others.rwLock.acquireWrite()),
        misuse: ({ mine }) => mine.rwLock.releaseWrite(),
        code: 'NOT_HOLDER',
        says: 'worker 1 holds it',
      },
      {
        what: `vouching for ${kind} without writing`,
        given: prepared(nothing),
        misuse: ({ mine }) => mine.rwLock.markConsistent(),
        code: 'NOT_HOLDER',
        says: 'nobody holds it',
      },
    ]
  }),
  {
    what: 'returning a permit that nobody had acquired',
    misuse: ({ mine }) => mine.semaphore.release(),
    code: 'OVER_RELEASE',
    says: 'all 2 of them',
  },
  {
    what: 'waiting for a condition without the mutex',
    misuse: ({ mine }) => mine.condition.wait(),
    code: 'NOT_HOLDER',
    says: 'nobody holds it',
  },
  {
    what: 'waiting for a condition with the mutex of another',
    given: ({ others }) => others.mutex.acquire(),
    misuse: ({ mine }) => mine.condition.waitFor(1),
    code: 'NOT_HOLDER',
    says: 'worker 1 holds it',
  },
  {
    what: 'waiting at a broken barrier',
    given: ({ others }) => others.barrier.break(),
    misuse: ({ mine }) => mine.barrier.wait(),
    code: 'BARRIER_BROKEN',
    says: 'not all parties',
  },
  {
    what: 'sending into a closed channel',
    given: ({ others }) => others.channel.close(),
    misuse: ({ mine }) => mine.channel.send(1),
    code: 'CLOSED',
    says: 'closed',
  },
  {
    what: 'sending into a channel in which a worker died',
    given: ({ words }) => words.channel.mutex.word.store(POISON_BIT),
    misuse: ({ mine }) => mine.channel.send(1),
    code: 'ABANDONED',
    says: 'half done',
  },
]

describe.each(FORMS)('misuse, as %s,', form => {
  it.each(MISUSES)('$what is refused with $code and changes nothing', ({ given, misuse, code, says }) => {
    const opened = open(form)
    given?.(opened)
    const before = ownWords(opened)
    const error = labErrorOf(() => misuse(opened))
    expect(error.code).toBe(code)
    expect(error.message).toContain(says)
    expect(ownWords(opened)).toEqual(before)
  })

  it.each([
    ['a semaphore without permits', ({ words }: Opened) => initializeSemaphore(words.semaphore, 0)],
    ['a barrier without parties', ({ words }: Opened) => initializeBarrier(words.barrier, 0)],
    ['a channel without room', ({ words }: Opened) => initializeChannel(words.channel, 0)],
    ['a channel with more room than it has', ({ words }: Opened) => initializeChannel(words.channel, 1025)],
    ['a ring with room for three', ({ words }: Opened) => initializeRing(words.ring, 3)],
  ])('%s is refused before anything is stored', (_what, initialize) => {
    const opened = open(form)
    const before = opened.image()
    expect(labErrorOf(() => initialize(opened)).code).toBe('INTERNAL')
    expect(opened.image()).toEqual(before)
  })

  it('of a lock leaves it usable: it still belongs to its holder', () => {
    const { mine, others, words } = open(form)
    mine.mutex.acquire()
    labErrorOf(() => mine.mutex.acquire())
    labErrorOf(() => others.mutex.release())
    expect(words.mutex.word.load()).toBe(heldBy(0))
    mine.mutex.release()
    expect(others.mutex.tryAcquire()).toBe(true)
  })
})
