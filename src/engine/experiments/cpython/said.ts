import type { ComparedRun } from '../../../contract/comparison.ts'

/** What an interpreter came to in one trial, as its conductor leaves it in memory. */
export interface Heard {
  readonly version: string
  readonly minor: number
  readonly freeThreadedBuild: boolean
  readonly gilEnabled: boolean
  readonly source: string
  readonly runs: readonly ComparedRun[]
  /** Why there are no runs; null where there are. */
  readonly why: string | null
}

export interface LeftOut {
  readonly name: string
  readonly why: string
}

export interface HeardAll {
  readonly heard: readonly Heard[]
  readonly leftOut: readonly LeftOut[]
}

const MILLIS = 1_000

/**
 * What one of the programs printed: a line of JSON, times in seconds.
 * @returns undefined for anything else, and where there are not so many runs
 */
export function readPrinted(text: string, rounds: number): readonly ComparedRun[] | undefined {
  const runs = listIn(parsed(text), 'runs')?.map(printedRun)
  const complete = runs?.filter(run => run !== undefined)
  return complete?.length === rounds && runs?.length === rounds ? complete : undefined
}

function printedRun(run: unknown): ComparedRun | undefined {
  const [expected, actual, wall, cpu] = ['expected', 'actual', 'wall', 'cpu'].map(name => numberIn(run, name))
  if (expected === undefined || actual === undefined || wall === undefined || cpu === undefined) return undefined
  if (wall < 0 || cpu < 0) return undefined
  const serial = numberIn(run, 'serial')
  return {
    expected,
    actual,
    wallMillis: wall * MILLIS,
    cpuMillis: cpu * MILLIS,
    serialMillis: serial === undefined ? null : serial * MILLIS,
  }
}

/** What was left in memory; nothing where a trial ended before it was. */
export function readHeard(text: string): HeardAll {
  const said = parsed(text)
  return {
    heard: (listIn(said, 'heard') ?? []).filter(isHeard),
    leftOut: (listIn(said, 'leftOut') ?? []).filter(isLeftOut),
  }
}

export function readRuns(text: string): readonly ComparedRun[] {
  return (listIn(parsed(text), 'runs') ?? []).filter(isRun)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function propertyOf(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
}

function numberIn(of: unknown, name: string): number | undefined {
  const value = propertyOf(of, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function listIn(of: unknown, name: string): readonly unknown[] | undefined {
  const value = propertyOf(of, name)
  return Array.isArray(value) ? value : undefined
}

function isRun(run: unknown): run is ComparedRun {
  const numbers = ['expected', 'actual', 'wallMillis'].every(name => numberIn(run, name) !== undefined)
  const orNull = ['cpuMillis', 'serialMillis'].every(
    name => numberIn(run, name) !== undefined || propertyOf(run, name) === null,
  )
  return numbers && orNull
}

function isHeard(one: unknown): one is Heard {
  const why = propertyOf(one, 'why')
  return (
    typeof propertyOf(one, 'version') === 'string' &&
    typeof propertyOf(one, 'source') === 'string' &&
    numberIn(one, 'minor') !== undefined &&
    typeof propertyOf(one, 'freeThreadedBuild') === 'boolean' &&
    typeof propertyOf(one, 'gilEnabled') === 'boolean' &&
    (listIn(one, 'runs') ?? [null]).every(isRun) &&
    (why === null || typeof why === 'string')
  )
}

function isLeftOut(one: unknown): one is LeftOut {
  return typeof propertyOf(one, 'name') === 'string' && typeof propertyOf(one, 'why') === 'string'
}
