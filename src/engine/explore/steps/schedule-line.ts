import { LabError } from '../../../base/errors.ts'
import { printable } from '../../../base/text.ts'
import type { ParamValues } from '../../../contract/words.ts'

/** One step of a schedule: whose, and whom it wakes where it has the choice; -1 = it has none. */
export interface ScheduledStep {
  readonly worker: number
  readonly wakes: number
}

/** A schedule with what it is a schedule of. */
export interface ScheduleLine {
  readonly experiment: string
  readonly variant: string
  /** Still text; the model's own defaults stand where they are missing. */
  readonly params: Readonly<Record<string, string>>
  readonly steps: readonly ScheduledStep[]
}

/** `0 1111 0 1>2 0`: a digit per step, together as long as the same worker goes on; `>2` = the notify wakes worker 2. */
function formatSteps(steps: readonly ScheduledStep[]): string {
  return steps
    .map((step, index) => (index > 0 && steps[index - 1]?.worker !== step.worker ? ' ' : '') + formatStep(step))
    .join('')
}

export function formatStep({ worker, wakes }: ScheduledStep): string {
  return wakes < 0 ? String(worker) : `${String(worker)}>${String(wakes)}`
}

/** `lost-update atomic-load-store workers=2 additions=3 | 0 1111 0 1 0000 1` */
export function formatLine(
  experiment: string,
  variant: string,
  params: ParamValues,
  steps: readonly ScheduledStep[],
): string {
  const values = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`)
  return `${[experiment, variant, ...values].join(' ')} | ${formatSteps(steps)}`.trimEnd()
}

const STEPS = /^(?:\d(?:>\d)?\s*)*$/
const STEP = /(\d)(?:>(\d))?/g

/** @throws {LabError} BAD_VALUE for what is no such line */
export function parseLine(line: string): ScheduleLine {
  const [head = '', steps, ...rest] = line.split('|')
  const [experiment, variant, ...pairs] = head.trim().split(/\s+/)
  if (steps === undefined || rest.length > 0) throw notALine(line, 'it has no single "|"')
  if (experiment === undefined || experiment === '' || variant === undefined)
    throw notALine(line, 'it names no variant')
  if (!STEPS.test(steps.trim())) throw notALine(line, 'what follows "|" are not steps')
  const params: Record<string, string> = {}
  for (const pair of pairs) {
    const [name, value, ...more] = pair.split('=')
    if (name === undefined || name === '' || value === undefined || more.length > 0 || Object.hasOwn(params, name))
      throw notALine(line, `"${printable(pair, 40)}" is no parameter`)
    params[name] = value
  }
  return {
    experiment,
    variant,
    params,
    steps: [...steps.matchAll(STEP)].map(([, worker, wakes]) => ({
      worker: Number(worker),
      wakes: wakes === undefined ? -1 : Number(wakes),
    })),
  }
}

function notALine(line: string, why: string): LabError {
  return new LabError('BAD_VALUE', `the schedule does not parse, ${why}: "${printable(line)}"`, {
    allowed: '<experiment> <variant> <param>=<value>… | <worker of each step, from 0>',
    suggestion: "--replay 'lost-update atomic-load-store workers=2 additions=1 | 0 11 0'",
  })
}
