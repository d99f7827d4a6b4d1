import { describe, expect, it } from 'vitest'
import { exploreFor, type ExploreOptions } from '../../src/engine/explore/explore.ts'
import type { FaultKind } from '../../src/engine/explore/failure.ts'
import type { Program } from '../../src/engine/explore/program.ts'
import { replay } from '../../src/engine/explore/replay.ts'
import type { Primitives } from '../../src/engine/sync/waiter.ts'
import { present } from '../helpers/present.ts'
import type { Recover } from './programs/bookkeeper.ts'
import { deadlockDissolved } from './programs/deadlocks.ts'
import { alike, ifInOrder, inTimeIfInOrder, lockProgram, robust } from './programs/locks.ts'
import { ifInOrder as rwIfInOrder, reads, rwProgram, writes } from './programs/rw-locks.ts'
import { runAtRandom, searched } from './support/checks.ts'
import { recoveryTwinOf } from './support/recovery-twins.ts'
import type { Patch } from './support/twins.ts'

const deaths = 1

describe('recovery after a death, in all schedules,', () => {
  searched([
    {
      holds: 'strands nobody whose wake-up the dead worker ate, within 2 preemptions',
      program: alike('mutex', 3, 1, ifInOrder, { deaths }),
      options: { deaths, preemptionBound: 2 },
      states: 10_000,
    },
    {
      holds: 'hands a fair mutex to nobody who is dead, within 1 preemption',
      program: alike('fair mutex', 3, 1, robust, { deaths }),
      options: { deaths, preemptionBound: 1 },
      states: 10_000,
    },
    {
      holds: 'lets nobody wait for a dead reader, within 1 preemption',
      program: rwProgram({
        preference: 'writers',
        workers: [[rwIfInOrder(reads)], [rwIfInOrder(reads)], [rwIfInOrder(writes)]],
        deaths,
      }),
      options: { deaths, preemptionBound: 1 },
      states: 7_000,
    },
    {
      holds: 'lets no probe report a deadlock that it has dissolved, within 2 preemptions',
      program: deadlockDissolved,
      options: { deaths, preemptionBound: 2 },
      states: 20_000,
    },
  ])

  runAtRandom([
    {
      holds: 'races with time limits, two deaths and hand-overs',
      program: lockProgram({
        kind: 'fair mutex',
        workers: [
          [robust, inTimeIfInOrder],
          [inTimeIfInOrder, robust],
          [ifInOrder, ifInOrder],
        ],
        deaths: 2,
      }),
      chances: { deaths: 2, spuriousWakes: 1 },
    },
  ])
})

interface BrokenRecovery extends Omit<Patch, 'file'> {
  readonly twin: string
  readonly property: string
  readonly program: (primitives: Primitives, recover: Recover) => Program
  readonly options?: ExploreOptions
  readonly kind: FaultKind
  readonly message: RegExp
}

const BROKEN: readonly BrokenRecovery[] = [
  {
    twin: 'a supervisor that wakes nobody on the words that are waited for',
    property: 'a wake-up that the dead worker ate is missed',
    find: 'if (word !== 0) notify(word, EVERYBODY)',
    replace: '',
    program: alike('mutex', 3, 1, ifInOrder, { deaths }),
    kind: 'stuck',
    message: /sleeps on gate\.word/,
  },
  {
    twin: 'a supervisor that sets no poison bit',
    property: 'nobody is told of the death',
    find: 'found | POISON_BIT',
    replace: 'found',
    program: alike('mutex', 2, 1, robust, { deaths }),
    kind: 'assertion',
    message: /was not told/,
  },
  {
    twin: 'a dead worker that keeps its place in the queue',
    property: 'a lock is handed to it',
    find: 'if (compareExchange(record + PARK, park, IDLE) === park) return false',
    replace: 'return false',
    program: alike('fair mutex', 3, 1, robust, { deaths }),
    kind: 'stuck',
    message: /sleeps on records\[\d\]\.park/,
  },
  {
    twin: 'a supervisor that does not come back to one who is just being chosen',
    property: 'a lock is handed to a dead worker, and nobody takes it back',
    find: 'return state === CHOSEN',
    replace: 'return false',
    program: alike('fair mutex', 2, 1, robust, { deaths }),
    kind: 'end',
    message: /held at the end/,
  },
  {
    twin: 'hand-overs of the dead worker that nobody brings to an end',
    property: 'who was chosen waits for ever',
    find: 'add(record + WAIT_EPOCH, 2)\n  finishHandOvers(dead)',
    replace: 'add(record + WAIT_EPOCH, 2)',
    program: alike('fair mutex', 2, 1, robust, { deaths }),
    kind: 'stuck',
    message: /sleeps on records\[\d\]\.park/,
  },
  {
    twin: 'a dead reader whose slot stays as it is',
    property: 'a writer waits for it for ever',
    find: 'exchange(slot, 0) === 0',
    replace: 'load(slot) === 0',
    program: rwProgram({ preference: 'writers', workers: [[rwIfInOrder(reads)], [rwIfInOrder(writes)]], deaths }),
    kind: 'stuck',
    message: /sleeps on lock\.reading\[0\]/,
  },
  {
    twin: 'an epoch of the dead worker that stays as it is',
    property: 'a probe reports a deadlock that has been dissolved',
    find: 'add(record + WAIT_EPOCH, 2)\n',
    replace: '\n',
    program: deadlockDissolved,
    options: { deaths, preemptionBound: 2 },
    kind: 'assertion',
    message: /has dissolved/,
  },
]

describe('recovery', () => {
  it.each(BROKEN.map(broken => [broken.twin, broken.property, broken] as const))(
    'catches %s: %s',
    async (
      _twin,
      _property,
      { program: programOf, options = { deaths, preemptionBound: 2 }, kind, message, ...patch },
    ) => {
      const { primitives, recover } = await recoveryTwinOf({ ...patch, file: 'recovery.ts' })
      const program = programOf(primitives, recover)
      const isSo = (fault: { readonly kind: FaultKind; readonly message: string }): boolean =>
        fault.kind === kind && message.test(fault.message)
      const { schedule, message: found } = present(exploreFor(program, options, isSo).failure, 'failure of the twin')
      expect(replay(program, schedule)).toMatchObject({ kind, message: found })
    },
  )
})
