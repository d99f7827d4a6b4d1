import { setImmediate } from 'node:timers/promises'
import { Command, CommanderError } from 'commander'
import { errorLine, toLabError, type LabError } from '../base/errors.ts'
import type { Lab } from '../contract/lab.ts'
import { dataPlace } from '../host/data-place.ts'
import { benchCommand } from './commands/bench.ts'
import { compareCommand } from './commands/compare.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exploreCommand } from './commands/explore.ts'
import { historyCommand, reportCommand } from './commands/history.ts'
import { listCommand } from './commands/list.ts'
import { runCommand } from './commands/run.ts'
import { serveCommand } from './commands/serve.ts'
import { sweepCommand } from './commands/sweep.ts'
import { tourCommand } from './commands/tour.ts'
import { EXIT, exitCodeOfError } from './exit-codes.ts'
import { refusedBy } from './output-files.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { once, usageError } from './usage.ts'

/** What a command works with; the lab is opened by those that need it and closed for them. */
export interface Shell {
  readonly terminal: Terminal
  readonly openLab: () => Lab
  /** Where settings and history are. */
  readonly dataFolder: () => string
  readonly version: string
}

const COMMANDS = [
  listCommand,
  runCommand,
  exploreCommand,
  sweepCommand,
  historyCommand,
  compareCommand,
  reportCommand,
  serveCommand,
  doctorCommand,
  benchCommand,
  tourCommand,
]

/**
 * Carries out one command line.
 * @param args without the program's name
 * @param openLab opens a lab with its history in the given folder; tests put other experiments behind it
 * @returns the exit code
 */
export async function runCli(
  args: readonly string[],
  openLab: (dataFolder: string) => Lab,
  version: string,
): Promise<number> {
  const terminal = processTerminal()
  let exitCode: number = EXIT.ok
  const program = new Command('interleave')
    .description('A concurrency lab: real experiments on real threads and real shared memory.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .option('--data-dir <folder>', 'keep settings and history there', once('--data-dir'))
    .option('--debug', 'show where an error came from')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        terminal.print(text.trimEnd())
      },
      writeErr: () => undefined, // errors are printed once, below, in our own form
    })
  const dataFolder = (): string => dataPlace(program.opts<{ dataDir?: string }>().dataDir)
  const shell: Shell = { terminal, openLab: () => openLab(dataFolder()), dataFolder, version }
  for (const make of COMMANDS) {
    const command = make(shell, code => {
      exitCode = code
    })
    for (const own of [command, ...command.commands]) own.copyInheritedSettings(program)
    program.addCommand(command)
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
