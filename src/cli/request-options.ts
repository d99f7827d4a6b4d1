import type { Command } from 'commander'
import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import type { RunRequestInput } from '../contract/run-request.ts'
import { primitivesFormSchema, type PrimitivesForm } from '../contract/words.ts'
import { assign, assignments, collected, once } from './usage.ts'

/** What a command line can say about a run, for runs and sweeps alike. */
export interface RequestOptions {
  readonly variant?: readonly string[]
  readonly preset?: string
  readonly set?: readonly string[]
  readonly workers?: string
  readonly trials?: string
  readonly seed?: string
  readonly timeCap?: string
  readonly primitives?: string
  readonly save: boolean
}

export function withRequestOptions(command: Command): Command {
  return command
    .option('--variant <v>', 'only this variant; may be repeated', collected)
    .option('--preset <name>', 'a named set of parameters', once('--preset'))
    .option('--set <param=value>', 'a parameter; may be repeated', collected)
    .option('--workers <n>', 'the same as --set workers=<n>', once('--workers'))
    .option('--trials <n>', 'repetitions of each variant', once('--trials'))
    .option('--seed <n>', 'decides the order of trials, never the threads', once('--seed'))
    .option('--time-cap <seconds>', 'the longest one trial may take', once('--time-cap'))
    .option('--primitives <form>', 'how locks run: webassembly (native speed) or javascript', once('--primitives'))
}

/** @throws {LabError} USAGE where the options contradict one another */
export function requestFrom(experiment: string, options: RequestOptions): RunRequestInput {
  const set = assignments(options.set ?? [])
  for (const [name, value] of flags(options)) assign(set, name, value)
  return {
    experiment,
    variants: [...(options.variant ?? [])],
    preset: options.preset ?? null,
    set: Object.fromEntries(set),
    primitives: primitivesForm(options.primitives),
    save: options.save,
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
function flags({ workers, trials, seed, timeCap }: RequestOptions): (readonly [string, string])[] {
  return Object.entries({ workers, trials, seed, timeCap }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
}
