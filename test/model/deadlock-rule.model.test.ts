import { describe, expect, it } from 'vitest'
import { explore } from '../../src/engine/explore/explore.ts'
import { replay } from '../../src/engine/explore/replay.ts'
import * as shipped from '../../src/engine/sync/native/primitives.ts'
import { present } from '../helpers/present.ts'
import {
  deadlockFound,
  deadlockOfHandOversFound,
  deadlockOfReaderFound,
  deadlockOfThreeFound,
} from './programs/deadlocks.ts'
import {
  conditionPhases,
  crossing,
  crossingHandOffs,
  crossingReaders,
  opposedInTime,
  outdated,
} from './programs/probed.ts'
import { caught, searched } from './support/checks.ts'

const FALSE_REPORT = /^reports a deadlock where there is none$/

describe('what workers publish while they wait', () => {
  searched([
    { holds: 'shows no deadlock of two that cross', program: crossing, states: 10_000 },
    {
      holds: 'shows none when locks are handed over, within 3 preemptions',
      program: crossingHandOffs,
      options: { preemptionBound: 3 },
      states: 5_000,
    },
    {
      holds: 'shows none of a reader that crosses a writer, writers first, within 3 preemptions',
      program: primitives => crossingReaders(primitives, 'writers'),
      options: { preemptionBound: 3 },
      states: 3_000,
    },
    {
      holds: 'shows none of a reader that crosses a writer, readers first, within 3 preemptions',
      program: primitives => crossingReaders(primitives, 'readers'),
      options: { preemptionBound: 3 },
      states: 3_000,
    },
    {
      holds: 'shows none of a reader that crosses a writer, in order of arrival, within 3 preemptions',
      program: primitives => crossingReaders(primitives, 'fair'),
      options: { preemptionBound: 3 },
      states: 3_000,
    },
    {
      holds: 'shows none of one that still says what it waited for before',
      program: outdated,
      options: { preemptionBound: 4 },
      states: 3_000,
    },
    { holds: 'shows none of two of whom one does not wait for ever', program: opposedInTime, states: 8_000 },
    {
      holds: 'shows none of one that waits for a condition with the mutex of another',
      program: conditionPhases,
      states: 2_000,
    },
    {
      holds: 'shows every deadlock of two that take the same locks the other way round',
      program: deadlockFound,
      states: 300,
    },
    { holds: 'shows every deadlock of three in a ring', program: deadlockOfThreeFound, states: 3_000 },
    { holds: 'shows every deadlock of two that hand locks over', program: deadlockOfHandOversFound, states: 300 },
    { holds: 'shows every deadlock of a reader and a writer', program: deadlockOfReaderFound, states: 300 },
  ])
})

describe('the deadlock rule', () => {
  it.each([
    ['a probe that looks once', 'in a single pass', crossing],
    ['a probe that looks once, at hand-overs', 'in a single pass', crossingHandOffs],
    ['a probe that keeps edges of a worker to itself', 'with edges of a worker to itself', crossing],
    ['a probe that knows the owners from before', 'with owners from before the epochs', crossing],
    ['a probe that takes waits with a time limit for others', 'with waits that have a time limit', opposedInTime],
  ] as const)('catches %s: it reports a deadlock where there is none', (_, rule, programOf) => {
    const program = programOf(shipped, rule)
    const { schedule, message } = present(explore(program, { preemptionBound: 4 }).failure)
    expect(message).toMatch(FALSE_REPORT)
    expect(replay(program, schedule)?.message).toBe(message)
  })

  caught([
    {
      twin: 'an epoch that turns odd before the word is said',
      property: 'it reports a deadlock where there is none',
      file: 'waiting.ts',
      find: `  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)
  add(record + WAIT_EPOCH, 1)`,
      replace: `  add(record + WAIT_EPOCH, 1)
  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)`,
      program: outdated,
      options: { preemptionBound: 4 },
      kind: 'assertion',
      message: FALSE_REPORT,
    },
    {
      twin: 'one epoch over both phases of a condition',
      property: 'it reports a deadlock where there is none',
      file: 'condition.ts',
      find: `  endWait(me)
  return mutexAcquireRobust(mutex, me) === 1 ? -1 : notified
}`,
      replace: `  store(recordOf(me) + WAITING_FOR, mutex)
  for (let found = load(mutex); ; found = load(mutex)) {
    if ((found & HOLDER_BITS) === 0) {
      if (compareExchange(mutex, found, found | me | 1) === found) break
    } else if (compareExchange(mutex, found, found | 1) === found) sleep(mutex, found | 1, FOREVER)
  }
  endWait(me)
  return notified
}
import { compareExchange, store } from './door.ts'
import { recordOf, WAITING_FOR } from './waiting.ts'`,
      program: conditionPhases,
      kind: 'assertion',
      message: FALSE_REPORT,
    },
    {
      twin: 'a time limit that is not said',
      property: 'it reports a deadlock where there is none',
      file: 'waiting.ts',
      find: 'deadline === FOREVER ? word : word | TIMED',
      replace: 'word',
      program: opposedInTime,
      kind: 'assertion',
      message: FALSE_REPORT,
    },
    {
      twin: 'an epoch that does not turn odd',
      property: 'it misses a deadlock',
      file: 'waiting.ts',
      find: 'word : word | TIMED)\n  add(record + WAIT_EPOCH, 1)',
      replace: 'word : word | TIMED)\n  add(record + WAIT_EPOCH, 2)',
      program: deadlockFound,
      kind: 'assertion',
      message: /^does not see the deadlock$/,
    },
  ])
})
