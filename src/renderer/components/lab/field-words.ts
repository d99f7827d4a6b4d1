import { formatCount } from '../../../base/units.ts'
import type { ExperimentEntry, Parameter } from '../../../contract/catalogue.ts'

/** Common parameters that are seldom touched stand behind "More". */
const OFTEN_TOUCHED: readonly string[] = ['workers', 'trials']

/** The experiment's own parameters first, then the common ones; those that are seldom touched apart. */
export function arranged({ parameters }: ExperimentEntry): { readonly shown: Parameter[]; readonly more: Parameter[] } {
  const own = parameters.filter(({ common }) => !common)
  const common = parameters.filter(parameter => parameter.common)
  return {
    shown: [...own, ...common.filter(({ name }) => OFTEN_TOUCHED.includes(name))],
    more: common.filter(({ name }) => !OFTEN_TOUCHED.includes(name)),
  }
}

/** `timeCap` in seconds -> `time cap, s`. A unit is said once. */
export function fieldLabel({ name, unit }: { readonly name: string; readonly unit: string | null }): string {
  const words = name
    .replace(/(Nanos|Micros|Millis|Seconds|Bytes)$/, '')
    .replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return unit === null || words.endsWith(unit) ? words : `${words}, ${unit}`
}

/** What a field allows, in words. */
export function fieldHelp(parameter: Parameter): string {
  if (parameter.kind === 'choice') return parameter.help
  return `${parameter.help}; from ${formatCount(parameter.min)} to ${formatCount(parameter.max)}`
}

/** A whole number without the spaces that group it; anything else as it was typed. */
export function ungrouped(text: string): string {
  return /^[\d\s]*\d[\d\s]*$/.test(text) ? text.replace(/\s/g, '') : text
}

/** Whole numbers grouped for reading while nobody types in the field; anything else as it was typed. */
export function readable(text: string): string {
  return /^\d{1,15}$/.test(text) ? formatCount(Number(text)) : text
}
