import { LabError } from '../../src/base/errors.ts'

const SWITCHES = ['--quick', '--json', '--write'] as const
type Switch = (typeof SWITCHES)[number]
const ONLY = '--only='

export interface BenchOptions {
  /** All rows, with the fewest rounds and short loops. */
  readonly quick: boolean
  /** The document on stdout instead of the table. */
  readonly json: boolean
  /** Renew docs/benchmarks.md with this run. */
  readonly write: boolean
  /** A measured row's name contains one of these, in small letters; none: all rows. */
  readonly only: readonly string[]
}

/**
 * Reads the bench's command line.
 * @param args without the program's name
 * @throws {LabError} USAGE for anything but its own switches, once each, and for a page that would lack rows
 */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const given = new Set<Switch>()
  const only: string[] = []
  for (const arg of args) {
    if (arg.startsWith(ONLY) && arg.length > ONLY.length) {
      only.push(arg.slice(ONLY.length).toLowerCase())
      continue
    }
    const known = SWITCHES.find(name => name === arg)
    if (known === undefined) throw refused(`there is no option "${arg}"`)
    if (given.has(known)) throw refused(`${known} is given twice`)
    given.add(known)
  }
  if (only.length > 0 && given.has('--write'))
    throw refused('--write renews the page with all rows: it goes without --only')
  return { quick: given.has('--quick'), json: given.has('--json'), write: given.has('--write'), only }
}

function refused(problem: string): LabError {
  return new LabError('USAGE', problem, {
    allowed: `${SWITCHES.join(', ')}, --only=<part of a row's name>`,
    suggestion: 'npm run bench -- --quick',
  })
}
