import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { significant } from '../../../src/base/units.ts'
import { startNativeSide, type Program } from '../native-side.ts'
import type { OneContest } from '../one-contest.ts'
import { programOf, whyAbsent, type Peer } from '../peers.ts'
import { nanosOf, sideOf } from '../primitive-work.ts'
import { closeBoth } from './primitives.ts'

const LAB = fileURLToPath(new URL('../primitives-main.ts', import.meta.url))

const TURNS = 2
const CORE = 0
/** Binds a process to cores; part of util-linux. */
const BINDER = 'taskset'

/** Two threads on one core that wake each other in turn. The ratio is time: the lab's hand-over, of C's. */
export function wakeUpRow(c: Peer, scale: number): OneContest {
  const work = { variant: 'ping-pong', workers: 2, operations: Math.round(20_000 * scale) } as const
  return {
    name: 'wake-up, wait to running, one core',
    base: 'C futex',
    must: { at: 'most', value: 1.3 },
    goal: { at: 'most', value: 1.2 },
    note: 'both processes are bound to one core, so that nobody runs before the other sleeps; neither side spins',
    whyMissed: 'between Atomics.wait and the futex stands V8’s own list of waiters, with a lock for the whole process',
    whyAbsent: whyNoWakeUp(c),
    turns: TURNS,
    ratioOf: (subject, base) => subject / base,
    absolute: (subject, base) =>
      `lab ${significant(nanosOf(subject))} ns, C ${significant(nanosOf(base))} ns per hand-over`,
    open() {
      const lab = startNativeSide(onOneCore({ command: process.execPath, args: [LAB] }))
      const native = startNativeSide(onOneCore(programOf(c)))
      return Promise.resolve({
        subject: sideOf(lab, work, 'the lab'),
        base: sideOf(native, work, 'C'),
        close: () => closeBoth(lab, native),
      })
    },
  }
}

/** Why there can be no such row here, or null. */
function whyNoWakeUp(c: Peer): string | null {
  if (!c.there) return whyAbsent(c)
  if (process.platform !== 'linux') return 'only Linux has futexes'
  const { status } = spawnSync(BINDER, ['-c', String(CORE), 'true'])
  return status === 0 ? null : `${BINDER} cannot bind a process to core ${CORE} here`
}

function onOneCore({ command, args }: Program): Program {
  return { command: BINDER, args: ['-c', String(CORE), command, ...args] }
}
