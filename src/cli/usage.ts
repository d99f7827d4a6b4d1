import type { Command, CommanderError } from 'commander'
import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'

/** Commander's complaints in the form of all our errors. */
export function usageError(error: CommanderError, command: Command): LabError {
  // "error: unknown option '--worker'\n(Did you mean --workers?)"
  const [, problem = '', meant] =
    /^(?:error: )?([^]*?)(?:\n\(Did you mean (?:one of )?(.+)\?\))?$/.exec(error.message) ?? []
  const path = command.parent === null ? 'interleave' : `interleave ${command.name()}`
  return new LabError('USAGE', printable(problem), {
    allowed: allowedBy(command),
    suggestion: meant ?? `${path} --help`,
  })
}

/** What may stand there: a command's options, or the program's commands. */
function allowedBy(command: Command): string {
  const commands = command.commands.map(sub => sub.name())
  const options = command.options.flatMap(option => option.long ?? [])
  const places = command.registeredArguments.map(argument => `<${argument.name()}>`)
  return [...commands, ...places, ...options, '--help'].join(', ')
}

/** For options that make sense once: a second one is a mistake, not a correction. */
export function once(name: string): (value: string, previous: string | undefined) => string {
  return (value, previous) => {
    if (previous !== undefined) {
      throw new LabError('USAGE', `${name} is given twice, ${quoted(previous)} and ${quoted(value)}`, {
        allowed: 'one value',
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
      throw new LabError('USAGE', `--set takes <param>=<value>, got ${quoted(pair)}`, {
        allowed: '<param>=<value>',
        suggestion: '--set workers=4',
      })
    }
    assign(values, pair.slice(0, equals), pair.slice(equals + 1))
  }
  return values
}

/** Adds a value by name; the same parameter twice is a mistake. */
export function assign(values: Map<string, string>, name: string, value: string): void {
  const before = values.get(name)
  if (before !== undefined) {
    throw new LabError('USAGE', `${printable(name)} is set twice, to ${quoted(before)} and ${quoted(value)}`, {
      allowed: 'one value for each parameter',
      suggestion: 'one of the two',
    })
  }
  values.set(name, value)
}

function quoted(given: string): string {
  return `"${printable(given)}"`
}
