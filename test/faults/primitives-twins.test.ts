import { afterAll, describe, expect, it } from 'vitest'
import { patchedPrimitives } from '../helpers/patched-primitives.ts'
import { Arena } from '../torture/arena.ts'
import { bout, expectFair } from '../torture/bouts.ts'
import type { Options } from '../torture/contest.ts'
import type { ContestName } from '../torture/contests.ts'
import { killMany } from '../torture/kills.ts'
import { Contenders } from '../torture/threads.ts'

interface Twin {
  readonly twin: string
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly contest: ContestName
  readonly options: Partial<Options>
  /** How the property that broke is told. */
  readonly caught: RegExp
}

const LOST_WAKE_UP = /lost wake-up/

/** Between a look and what depends on it, so that others come in between. */
const GAP = 'for (let look = 0; look < 500; look++) load'

const TWINS: readonly Twin[] = [
  {
    twin: 'a mutex that forgets the notify',
    file: 'mutex.ts',
    find: 'notify(word, (before & POISON_BIT) !== 0 ? EVERYBODY : count)',
    replace: '',
    contest: 'exclusion',
    options: { kind: 'mutex' },
    caught: LOST_WAKE_UP,
  },
  {
    twin: 'a mutex that takes what it saw free without a compare-exchange',
    file: 'mutex.ts',
    find: 'if (compareExchange(word, found, found | me | WAITERS_BIT) === found) {',
    replace: `${GAP}(word)\n      if (exchange(word, found | me | WAITERS_BIT) !== -1) {`,
    contest: 'exclusion',
    options: { kind: 'mutex', workers: 8 },
    caught: /came in|met worker|NOT_HOLDER|inside, but/,
  },
  {
    twin: 'a mutex that forgets other waiters',
    file: 'mutex.ts',
    find: 'found | me | WAITERS_BIT',
    replace: 'found | me',
    contest: 'exclusion',
    options: { kind: 'mutex', workers: 8 },
    caught: LOST_WAKE_UP,
  },
  {
    twin: 'a fair mutex that goes to whoever came last',
    file: 'fair-mutex.ts',
    find: '((own - ticket) | 0) < 0',
    replace: '((own - ticket) | 0) > 0',
    contest: 'fairness',
    options: { workers: 8 },
    caught: /was overtaken \d+ times/,
  },
  {
    twin: 'a fair mutex that is granted without a notify',
    file: 'fair-mutex.ts',
    find: '| GRANTED)\n  notify(park, EVERYBODY)',
    replace: '| GRANTED)',
    contest: 'exclusion',
    options: { kind: 'fair mutex', workers: 8 },
    caught: LOST_WAKE_UP,
  },
  {
    twin: 'a fair mutex that is handed over to who was not told that its holder died',
    file: 'fair-mutex.ts',
    find: 'if ((found & POISON_BIT) === 0 || robust) return 1',
    replace: 'return 1',
    contest: 'handedPoison',
    options: { kind: 'fair mutex' },
    caught: /came in without having been told/,
  },
  {
    twin: 'a semaphore that returns two permits for one',
    file: 'semaphore.ts',
    find: 'compareExchange(words, found, found + 1)',
    replace: 'compareExchange(words, found, found + 2)',
    contest: 'permits',
    options: { size: 2 },
    caught: /inside with 2 permits|returns a permit to a semaphore that has all/,
  },
  {
    twin: 'a semaphore that wakes nobody',
    file: 'semaphore.ts',
    find: 'if (load(words + WAITERS) > 0) notify(words, 1)',
    replace: '',
    contest: 'permits',
    options: { size: 1 },
    caught: LOST_WAKE_UP,
  },
  {
    twin: 'an event whose signal two may take',
    file: 'event.ts',
    find: 'return (found & 1) !== 0 && compareExchange(words, found, (found + 1) | 0) === found',
    replace: 'if ((found & 1) !== 0) compareExchange(words, found, (found + 1) | 0)\n  return (found & 1) !== 0',
    contest: 'autoReset',
    options: { workers: 8 },
    caught: /the state is|signals taken/,
  },
  {
    twin: 'a barrier that opens one party too early',
    file: 'barrier.ts',
    find: '+ 1 === peek(words + PARTIES)',
    replace: '+ 2 === peek(words + PARTIES)',
    contest: 'phases',
    options: {},
    caught: /in phase \d+, worker \d+ in phase/,
  },
  {
    twin: 'a readers-writer lock whose readers look at the gate before they say that they read',
    file: 'rw-lock.ts',
    find: 'store(slot, READS)\n  const gate = load(words)',
    replace: `const gate = load(words)\n  ${GAP}(words)\n  store(slot, READS)`,
    contest: 'readers',
    options: { kind: 'rw-lock, writers first', size: 30 },
    caught: /writes beside|came in|reads/,
  },
  {
    twin: 'a channel that tells no sender of free places',
    file: 'channel.ts',
    find: 'conditionNotifyOne(words + NOT_FULL)',
    replace: '',
    contest: 'bufferRun',
    options: { kind: 'channel', producers: 2 },
    caught: LOST_WAKE_UP,
  },
  {
    twin: 'a ring that does not look whether the consumer sleeps',
    file: 'ring.ts',
    find: 'if (load(words + CONSUMER_SLEEPS) !== 0) notify(words + TAIL, 1)',
    replace: '',
    contest: 'ringRun',
    options: { workers: 2, kind: 'zero' },
    caught: LOST_WAKE_UP,
  },
]

/** What is broken shows in one of them. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

const arena = new Arena()
afterAll(() => arena.close())

describe.each(TWINS)('$twin', ({ file, find, replace, contest, options, caught }) => {
  it(`is caught`, async () => {
    const twin = patchedPrimitives(file, find, replace)
    const seen: string[] = []
    for (const seed of SEEDS) {
      const { faults } = await arena.run(bout(contest, { twin }, { ...options, seed }))
      seen.push(...faults)
      if (seen.some(fault => caught.test(fault))) return
    }
    expect.fail(`not caught; seen: ${seen.join('\n')}`)
  })
})

/** Found only where workers die. */
const MORTAL_TWINS = [
  {
    twin: 'a mutex that does not say that its holder died',
    kind: 'mutex',
    file: 'mutex.ts',
    find: 'return (peek(word) & POISON_BIT) !== 0 ? 1 : 0',
    replace: 'return 0',
    caught: /was not told|nobody was told/,
  },
  {
    twin: 'a channel whose waiters keep its mutex when they are told of a death',
    kind: 'channel',
    file: 'channel.ts',
    find: 'mutexRelease(words, me)\n  refuse(ABANDONED',
    replace: 'refuse(ABANDONED',
    caught: /stranded/,
  },
]

describe.each(MORTAL_TWINS)('$twin', ({ kind, file, find, replace, caught }) => {
  it('is caught', async () => {
    const threads = new Contenders()
    const { faults } = await killMany(threads, kind, { twin: patchedPrimitives(file, find, replace) }, 100, 1)
    await threads.close()
    expect(faults.join('\n')).toMatch(caught)
  })
})

describe('a twin that is not broken', () => {
  it('passes where workers die, too', async () => {
    const threads = new Contenders()
    const twin = patchedPrimitives('mutex.ts', 'looks > 0; looks--', 'looks >= 1; looks--')
    const { faults, story } = await killMany(threads, 'mutex', { twin }, 6, 1)
    await threads.close()
    expect(faults, story).toEqual([])
  })

  it('passes', async () => {
    const twin = patchedPrimitives('semaphore.ts', 'const LIMIT: i32 = 8', 'const LIMIT: i32 = 4 + 4')
    await expectFair(arena, bout('exclusion', { twin }, { kind: 'mutex' }))
  })
})
