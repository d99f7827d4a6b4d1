import { expect, it } from 'vitest'
import { explore, exploreFor, type ExploreOptions } from '../../../src/engine/explore/explore.ts'
import type { FaultKind } from '../../../src/engine/explore/failure.ts'
import { inColumns } from '../../../src/engine/explore/in-columns.ts'
import type { Chances, Program } from '../../../src/engine/explore/program.ts'
import { exploreRandomly } from '../../../src/engine/explore/random.ts'
import { replay } from '../../../src/engine/explore/replay.ts'
import * as shipped from '../../../src/engine/sync/native/primitives.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { present } from '../../helpers/present.ts'
import { twinOf, type Patch } from './twins.ts'

/** A program over primitives in any form: the shipped ones or a broken twin. */
export type ProgramOf = (primitives: Primitives) => Program

export interface Check {
  /** The test's name. */
  readonly holds: string
  readonly program: ProgramOf
  readonly options?: ExploreOptions
  /** A program that has shrunk to fewer states says less than it should. */
  readonly states: number
}

/** Searches all schedules, or all within the bound. */
export function searched(checks: readonly Check[]): void {
  it.each(checks.map(check => [check.holds, check] as const))(
    '%s',
    (_, { program: programOf, options = {}, states }) => {
      const program = programOf(shipped)
      const found = explore(program, options)
      expect(found.failure === null ? '' : inColumns(program, found.failure)).toBe('')
      expect(found.cut).toBe(options.preemptionBound === undefined ? 'nothing' : 'preemptions')
      expect(found.states).toBeGreaterThanOrEqual(states)
    },
    LIMIT_MILLIS,
  )
}

export interface RandomCheck {
  readonly holds: string
  readonly program: ProgramOf
  readonly chances?: Chances
}

/** Of one test on a loaded machine; most take less than a second. */
const LIMIT_MILLIS = 60_000

const SCHEDULES = 10_000
const SEED = 4

/** With a bound, the schedule that is found is one with the fewest preemptions. */
const TWIN_PREEMPTIONS = 3

/** Runs random schedules of programs that are too large to be searched. */
export function runAtRandom(checks: readonly RandomCheck[]): void {
  it.each(checks.map(check => [check.holds, check] as const))(
    `%s in ${String(SCHEDULES)} random schedules`,
    (_, { program: programOf, chances }) => {
      const program = programOf(shipped)
      const found = exploreRandomly(program, { ...chances, schedules: SCHEDULES, seed: SEED })
      expect(found.failure === null ? '' : inColumns(program, found.failure)).toBe('')
      expect(found).toMatchObject({ schedules: SCHEDULES, givenUp: 0 })
    },
    LIMIT_MILLIS,
  )
}

export interface BrokenTwin extends Patch {
  /** What is broken. */
  readonly twin: string
  /** What does not hold of it. */
  readonly property: string
  readonly program: ProgramOf
  readonly options?: ExploreOptions
  readonly kind: FaultKind
  readonly message: RegExp
}

/** Each is caught for the reason that is said, and its schedule shows it again. */
export function caught(twins: readonly BrokenTwin[]): void {
  it.each(twins.map(twin => [twin.twin, twin.property, twin] as const))(
    'catches %s: %s',
    async (_twin, _property, { program: programOf, options, kind, message, ...patch }) => {
      const program = programOf(await twinOf(patch))
      const { failure } = exploreFor(
        program,
        { preemptionBound: TWIN_PREEMPTIONS, ...options },
        fault => fault.kind === kind && message.test(fault.message),
      )
      const { schedule, message: found } = present(failure, 'failure of the twin')
      expect(replay(program, schedule)).toMatchObject({ kind, message: found })
    },
    LIMIT_MILLIS,
  )
}
