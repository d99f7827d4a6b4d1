import { LabError } from '../../src/base/errors.ts'

const SWITCHES = ['--quick', '--json', '--write'] as const
type Switch = (typeof SWITCHES)[number]

export interface BenchOptions {
  /** All rows, with the fewest rounds and short loops. */
  readonly quick: boolean
  /** The document on stdout instead of the table. */
  readonly json: boolean
  /** Renew docs/benchmarks.md with this run. */
  readonly write: boolean
}

/**
 * Reads the bench's command line.
 * @param args without the program's name
 * @throws {LabError} USAGE for anything but its own switches, once each
 */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const given = new Set<Switch>()
  for (const arg of args) {
    const known = SWITCHES.find(name => name === arg)
    if (known === undefined) throw refused(`there is no option "${arg}"`)
    if (given.has(known)) throw refused(`${known} is given twice`)
    given.add(known)
  }
  return { quick: given.has('--quick'), json: given.has('--json'), write: given.has('--write') }
}

function refused(problem: string): LabError {
  return new LabError('USAGE', problem, { allowed: SWITCHES.join(', '), suggestion: 'npm run bench -- --quick' })
}
