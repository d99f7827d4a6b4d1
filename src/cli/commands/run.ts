import { Command } from 'commander'
import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { Lab } from '../../contract/lab.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { primitivesFormSchema, type PrimitivesForm } from '../../contract/words.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { checkOutputFiles, writeOutput } from '../output-files.ts'
import { renderRun } from '../render/run-report.ts'
import type { Shell } from '../run-cli.ts'
import { assign, assignments, collected, once } from '../usage.ts'
import { watchedRun } from '../watched-run.ts'

interface RunOptions {
  readonly variant?: readonly string[]
  readonly preset?: string
  readonly set?: readonly string[]
  readonly workers?: string
  readonly trials?: string
  readonly seed?: string
  readonly timeCap?: string
  readonly primitives?: string
  readonly out?: readonly string[]
  readonly json?: true
  readonly quiet?: true
}

/** `interleave run <experiment>`. */
export function runCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  return new Command('run')
    .description('run an experiment on real threads')
    .argument('<experiment>', 'see: interleave list')
    .option('--variant <v>', 'only this variant; may be repeated', collected)
    .option('--preset <name>', 'a named set of parameters', once('--preset'))
    .option('--set <param=value>', 'a parameter; may be repeated', collected)
    .option('--workers <n>', 'the same as --set workers=<n>', once('--workers'))
    .option('--trials <n>', 'repetitions of each variant', once('--trials'))
    .option('--seed <n>', 'decides the order of trials, never the threads', once('--seed'))
    .option('--time-cap <seconds>', 'the longest one trial may take', once('--time-cap'))
    .option('--primitives <form>', 'how locks run: webassembly (native speed) or javascript', once('--primitives'))
    .option('--out <file>', 'write a report (.json, .md); may be repeated', collected)
    .option('--no-save', 'keep the run out of the history')
    .option('--json', 'print the run as one JSON document')
    .option('--quiet', 'print the verdict only')
    .action(async (experiment: string, options: RunOptions) => {
      setExitCode(await run(shell, experiment, options))
    })
}

async function run({ terminal, openLab }: Shell, experiment: string, options: RunOptions): Promise<number> {
  const set = assignments(options.set ?? [])
  for (const [name, value] of flags(options)) assign(set, name, value)
  const files = await checkOutputFiles(options.out ?? [])

  const lab = openLab()
  try {
    const request = {
      experiment,
      variants: [...(options.variant ?? [])],
      preset: options.preset ?? null,
      set: Object.fromEntries(set),
      primitives: primitivesForm(options.primitives),
    }
    const live = terminal.watched && options.quiet !== true
    const { result, interrupted } = await watchedRun(lab, request, terminal, live)
    await show(lab, result)
    for (const file of files) await writeOutput(lab, result, file)
    return interrupted ?? (terminal.closed ? EXIT.io : exitCodeOf(result))
  } finally {
    await lab.close()
  }

  async function show(from: Lab, result: RunDocument): Promise<void> {
    if (options.json === true) terminal.print((await from.report(result, 'json')).trimEnd())
    else terminal.print(renderRun(result, terminal, options.quiet === true))
    if (options.json !== true || options.quiet === true) return
    for (const { code, message } of result.warnings) terminal.tell(`warning[${code}]: ${message}`)
  }
}

/** @throws {LabError} USAGE for any other word */
function primitivesForm(given = 'webassembly'): PrimitivesForm {
  const form = primitivesFormSchema.options.find(known => known === given)
  if (form !== undefined) return form
  throw new LabError('USAGE', `--primitives takes the name of a form, got "${printable(given)}"`, {
    allowed: primitivesFormSchema.options.join(', '),
    suggestion: '--primitives javascript',
  })
}

/** The options that are short for a parameter. */
function flags({ workers, trials, seed, timeCap }: RunOptions): (readonly [string, string])[] {
  return Object.entries({ workers, trials, seed, timeCap }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
}
