import { setImmediate } from 'node:timers/promises'
import { Command, CommanderError } from 'commander'
import { errorLine, toLabError, type LabError } from '../base/errors.ts'
import type { Lab } from '../contract/lab.ts'
import { benchCommand } from './commands/bench.ts'
import { doctorCommand } from './commands/doctor.ts'
import { listCommand } from './commands/list.ts'
import { runCommand } from './commands/run.ts'
import { serveCommand } from './commands/serve.ts'
import { tourCommand } from './commands/tour.ts'
import { EXIT, exitCodeOfError } from './exit-codes.ts'
import { refusedBy } from './output-files.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { usageError } from './usage.ts'

/** What a command works with; the lab is opened by those that need it and closed for them. */
export interface Shell {
  readonly terminal: Terminal
  readonly openLab: () => Lab
  readonly version: string
}

/**
 * Carries out one command line.
 * @param args without the program's name
 * @param openLab tests put other experiments behind it
 * @returns the exit code
 */
export async function runCli(args: readonly string[], openLab: () => Lab, version: string): Promise<number> {
  const terminal = processTerminal()
  let exitCode: number = EXIT.ok
  const program = new Command('interleave')
    .description('A concurrency lab: real experiments on real threads and real shared memory.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .option('--debug', 'show where an error came from')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        terminal.print(text.trimEnd())
      },
      writeErr: () => undefined, // errors are printed once, below, in our own form
    })
  for (const command of [listCommand, runCommand, serveCommand, doctorCommand, benchCommand, tourCommand]) {
    program.addCommand(
      command({ terminal, openLab, version }, code => {
        exitCode = code
      }).copyInheritedSettings(program),
    )
  }
  try {
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(args, { from: 'user' })
    await setImmediate() // a stream tells of its trouble later than it is written to
    if (terminal.failure !== null) throw refusedBy('standard output', terminal.failure)
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok // --help, --version
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
      program.outputHelp() // options, but no command
      return EXIT.ok
    }
    const error = thrown instanceof CommanderError ? usageError(thrown, commandOf(args, program)) : toLabError(thrown)
    tell(terminal, error, thrown, args.includes('--debug'))
    return exitCodeOfError(error.code)
  }
}

/** The command that a line is about, for what it allows. */
function commandOf(args: readonly string[], program: Command): Command {
  const typed = args.find(word => !word.startsWith('-'))
  return program.commands.find(command => command.name() === typed) ?? program
}

function tell(terminal: Terminal, error: LabError, thrown: unknown, debug: boolean): void {
  terminal.tell(errorLine(error))
  if (debug && thrown instanceof Error) terminal.tell(thrown.stack ?? 'no stack')
}
