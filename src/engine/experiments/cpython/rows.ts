import type { Compared, ComparedRun } from '../../../contract/comparison.ts'
import { HOW_TO_GET_CPYTHON, HOW_TO_GET_FREE_THREADED, pythonName } from '../../../contract/python-in-words.ts'
import { PROGRAMS, type ProgramName } from './programs.ts'
import type { Heard, HeardAll } from './said.ts'

/** Since 3.10 a thread is asked for the GIL on function entry, on back edges and after calls only. */
const ASKED_AT_FEW_PLACES = 10

interface Meaning {
  readonly ifRight: string
  readonly ifWrong: string
}

/** A loss that what is known about CPython does not explain. */
export function isUnforeseen(program: ProgramName, { minor, gilEnabled, runs }: Heard): boolean {
  return program === 'increment' && gilEnabled && minor >= ASKED_AT_FEW_PLACES && runs.some(isWrong)
}

export function isWrong({ expected, actual }: ComparedRun): boolean {
  return actual !== expected
}

/** A row for each interpreter, for the lab's own workers, and for what is missing. */
export function rowsOf(program: ProgramName, { heard, leftOut }: HeardAll, lab: readonly ComparedRun[]): Compared[] {
  const wrongIs = PROGRAMS[program].races ? 'interesting' : 'forbidden'
  const absent = [...leftOut.map(({ name, why }) => ({ name, why })), ...missing(heard)]
  return [
    ...heard.map((one): Compared => {
      const { runs, why } = one
      const state = why === null ? 'ran' : 'failed'
      return { name: nameOf(one, heard), state, why, runs: [...runs], wrongIs, ...meaningOf(program, one) }
    }),
    { name: LAB, state: 'ran', why: null, runs: [...lab], wrongIs, ...ofLab(program) },
    ...absent.map(({ name, why }): Compared => {
      return { name, state: 'absent', why, runs: [], wrongIs, ifRight: '', ifWrong: '' }
    }),
  ]
}

export const LAB = 'this lab’s workers'

/** Two of one version are told apart by how they were found. */
function nameOf(one: Heard, heard: readonly Heard[]): string {
  const name = pythonName(one)
  const namesakes = heard.filter(other => pythonName(other) === name)
  if (namesakes.length < 2) return name
  const ofSource = namesakes.filter(({ source }) => source === one.source)
  const number = ofSource.length < 2 ? '' : ` ${String(ofSource.indexOf(one) + 1)}`
  return `${name} (${one.source}${number})`
}

function missing(heard: readonly Heard[]): { name: string; why: string }[] {
  if (heard.length === 0) {
    return [{ name: 'CPython 3.6 or newer', why: `not found on this machine; to get it: ${HOW_TO_GET_CPYTHON}` }]
  }
  if (heard.some(({ freeThreadedBuild }) => freeThreadedBuild)) return []
  return [{ name: 'CPython, free-threaded', why: `not found on this machine; to get it: ${HOW_TO_GET_FREE_THREADED}` }]
}

function meaningOf(program: ProgramName, { minor, gilEnabled }: Heard): Meaning {
  const free = !gilEnabled
  switch (program) {
    case 'increment':
      return free ? INCREMENT.free : minor >= ASKED_AT_FEW_PLACES ? INCREMENT.fewPlaces : INCREMENT.manyPlaces
    case 'functionCall':
      return free ? INCREMENT.free : CALL
    case 'locked':
      return { ifRight: 'a lock holds load and store together, with a GIL and without', ifWrong: NO_LOCK }
    case 'threads':
      return {
        ifRight: free ? 'no GIL: threads compute at the same time where cores are free' : ONE_AT_A_TIME,
        ifWrong: OTHER_SUM,
      }
    case 'processes':
      return {
        ifRight:
          'each process has an interpreter and a GIL of its own: they compute at the same time where cores are free',
        ifWrong: OTHER_SUM,
      }
    case 'waiting':
      return {
        ifRight: free ? 'waits overlap' : 'who waits gives the GIL away, so waits overlap',
        ifWrong: 'a wait was not counted, which must not happen',
      }
  }
}

const INCREMENT = {
  fewPlaces: {
    ifRight:
      'unreachable, not safe: since 3.10 the GIL is only offered on function entry, back edges and calls, and none of these lies between this load and this store',
    ifWrong: 'unforeseen: since 3.10 the GIL should not be offered between this load and this store',
  },
  manyPlaces: {
    ifRight: 'not observed, and possible: before 3.10 the GIL may be taken away between the load and the store',
    ifWrong: 'before 3.10 the GIL may be taken away between the load and the store, and the other’s additions are lost',
  },
  free: {
    ifRight: 'not observed, and possible: without a GIL nothing holds load and store together',
    ifWrong: 'without a GIL nothing holds load and store together',
  },
} as const

const CALL = {
  ifRight:
    'not observed, and possible: the call lies between the load and the store, and there the GIL may change hands',
  ifWrong: 'the call lies between the load and the store, and there the GIL may change hands, in every version',
}
const NO_LOCK = 'additions were lost under a lock, which must not happen'
const OTHER_SUM = 'a sum differs from the serial one, which must not happen'
const ONE_AT_A_TIME = 'the GIL lets one thread compute at a time, however many cores there are'

function ofLab(program: ProgramName): Meaning {
  switch (program) {
    case 'increment':
    case 'functionCall':
      return {
        ifRight: 'not observed, and possible: plain loads and stores of threads that run at the same time',
        ifWrong: 'plain loads and stores of threads that run at the same time',
      }
    case 'locked':
      return { ifRight: 'the lab’s own mutex, at native speed', ifWrong: NO_LOCK }
    case 'threads':
    case 'processes':
      return {
        ifRight: 'no GIL, and compiled code: threads compute at the same time where cores are free',
        ifWrong: OTHER_SUM,
      }
    case 'waiting':
      return { ifRight: 'a thread each, asleep', ifWrong: 'a wait was not counted, which must not happen' }
  }
}
