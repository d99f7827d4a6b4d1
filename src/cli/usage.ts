import type { Command, CommanderError } from 'commander'
import { LabError } from '../base/errors.ts'

/** Commander's complaints in the form of all our errors. */
export function usageError(error: CommanderError, command: Command): LabError {
  // "error: unknown option '--worker'\n(Did you mean --workers?)"
  const [problem = '', hint] = error.message.replace(/^error: /, '').split('\n')
  const meant = hint === undefined ? undefined : /Did you mean (?:one of )?(.+)\?/.exec(hint)?.[1]
  const suggestion = meant ?? `interleave ${command.name() === 'interleave' ? '' : `${command.name()} `}--help`
  return new LabError('USAGE', problem, { suggestion })
}

/** For options that make sense once: a second one is a mistake, not a correction. */
export function once(name: string): (value: string, previous: string | undefined) => string {
  return (value, previous) => {
    if (previous !== undefined) {
      throw new LabError('USAGE', `${name} is given twice, "${previous}" and "${value}"`, {
        suggestion: `${name} once`,
      })
    }
    return value
  }
}

/** For options that may be repeated. */
export function collected(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value]
}

/** `--set name=value` into pairs. */
export function assignments(pairs: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals <= 0) {
      throw new LabError('USAGE', `--set takes <param>=<value>, got "${pair}"`, { suggestion: '--set workers=4' })
    }
    assign(values, pair.slice(0, equals), pair.slice(equals + 1))
  }
  return values
}

/** Adds a value by name; the same parameter twice is a mistake. */
export function assign(values: Map<string, string>, name: string, value: string): void {
  const before = values.get(name)
  if (before !== undefined) {
    throw new LabError('USAGE', `${name} is set twice, to "${before}" and "${value}"`, {
      suggestion: `one value for ${name}`,
    })
  }
  values.set(name, value)
}
