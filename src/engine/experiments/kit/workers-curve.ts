import type { Measure } from './measures.ts'
import { choice, defaultOf, type ParamSpec, type ParamSpecs } from './params.ts'

/** The measure that a workers curve is drawn of. */
export const CURVE_MEASURE = 'throughput'

/**
 * The switch of every experiment whose throughput can be asked of one worker and of many. As with instruments, no kernel
 * sees it.
 */
export const curveParams = {
  curve: choice({
    choices: {
      off: 'all trials have as many workers as was asked for',
      workers: 'trials with other numbers of workers, too: throughput against workers, with laws fitted to it',
    },
    default: 'off',
    help: 'whether the run also tells how throughput grows with workers',
  }),
} as const satisfies ParamSpecs

/** How many workers must be possible, so that a law has points enough. */
const TRIED = [1, 2, 8]

/** Whether an experiment can have a workers curve: it counts throughput, and `workers` decides how many there are. */
export function canHaveCurve(
  specs: ParamSpecs,
  measures: readonly Pick<Measure<never>, 'name'>[],
  roles: (params: Readonly<Record<string, number | string>>) => readonly string[],
): boolean {
  if (!measures.some(({ name }) => name === CURVE_MEASURE)) return false
  const defaults = Object.entries(specs).map(([name, spec]) => [name, defaultOf(spec, { cores: 1 })] as const)
  return TRIED.every(workers => {
    const params = { ...Object.fromEntries(defaults), workers }
    return allows(specs['workers'], workers) && roles(params).length === workers
  })
}

function allows(spec: ParamSpec | undefined, count: number): boolean {
  return spec?.kind === 'count' && spec.min <= count && count <= spec.max
}
