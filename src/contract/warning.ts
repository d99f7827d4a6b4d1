import * as z from 'zod'

/** What a warning is about: all of a variant, or one of its measures or outcomes. */
const concernSchema = z.object({
  variant: z.string(),
  measure: z.string().optional(),
  outcome: z.string().optional(),
})
export type Concern = z.infer<typeof concernSchema>

/** Something that a reader must know before believing a figure. */
export const warningSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** The figures that it concerns; without it all that were timed. */
  about: z.array(concernSchema).optional(),
  /** Set: these figures are none, and nobody is judged by them. */
  invalid: z.literal(true).optional(),
})
export type Warning = z.infer<typeof warningSchema>

/** A word or two for the place where the figure is, by code; a code that has none is told in the list only. */
const SHORT: Readonly<Record<string, string>> = {
  oversubscribed: 'oversubscribed',
  'host-busy': 'host busy',
  'time-stolen': 'time stolen',
  'clock-speed-unknown': 'clock speed unknown',
  throttled: 'throttled',
  'clock-jump': 'INVALID: clock jump',
  'calibration-drift': 'machine drifted',
  'detector-on': 'detector on',
  'window-too-short': 'too short to time',
  'warming-up': 'warming up',
  spread: 'wide spread',
  'no-difference-shown': 'no difference shown',
  'result-not-consumed': 'INVALID: not consumed',
}

/** What stands next to one figure. */
export function marksOf(warnings: readonly Warning[], variant: string, measure: string): string[] {
  const concerns = (one: Concern): boolean =>
    one.variant === variant && one.outcome === undefined && (one.measure ?? measure) === measure
  return shortly(warnings.filter(({ about }) => about?.some(concerns) ?? false))
}

/** What makes a figure none; undefined where nothing does. */
export function invalidates(warnings: readonly Warning[], variant: string, measure: string): Warning | undefined {
  const concerns = ({ about }: Warning): boolean =>
    about?.some(one => one.variant === variant && (one.measure ?? measure) === measure) ?? true
  return warnings.find(warning => warning.invalid === true && concerns(warning))
}

/** What stands above all figures that were timed. */
export function marksOfAll(warnings: readonly Warning[]): string[] {
  return shortly(warnings.filter(({ about }) => about === undefined))
}

function shortly(warnings: readonly Warning[]): string[] {
  return [...new Set(warnings.flatMap(({ code }) => (Object.hasOwn(SHORT, code) ? (SHORT[code] ?? []) : [])))]
}
