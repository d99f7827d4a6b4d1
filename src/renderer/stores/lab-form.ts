import { LabError } from '../../base/errors.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { RunRequestInput } from '../../contract/run-request.ts'

/** What is chosen for one experiment; values as they were typed. */
export interface LabForm {
  /** By parameter. The seed is among them: empty means that the lab draws one. */
  readonly values: Readonly<Record<string, string>>
  /** In the catalogue's order. */
  readonly variants: readonly string[]
  /** The variant whose code and rates are shown. */
  readonly focused: string
  /** Null once anything that the preset decided was changed. */
  readonly preset: string | null
}

/** Not in the catalogue: every run has one, whatever the experiment. */
export const SEED = 'seed'

/** The form as it stands before anybody touches it. */
export function defaultForm(entry: ExperimentEntry): LabForm {
  const variants = entry.variants.map(({ variant }) => variant)
  return { values: { ...defaultsOf(entry), [SEED]: '' }, variants, focused: variants[0] ?? '', preset: null }
}

/** By parameter, as text. */
function defaultsOf(entry: ExperimentEntry): Record<string, string> {
  return Object.fromEntries(entry.parameters.map(parameter => [parameter.name, String(parameter.default)]))
}

/** The form that a preset stands for; an unknown one is kept by name, so that the lab can say what is wrong with it. */
export function presetForm(entry: ExperimentEntry, name: string): LabForm {
  const form = defaultForm(entry)
  const preset = entry.presets.find(candidate => candidate.preset === name)
  const given = Object.entries(preset?.params ?? {}).map(([parameter, value]) => [parameter, String(value)] as const)
  const variants = preset?.variants ?? form.variants
  return {
    values: { ...form.values, ...Object.fromEntries(given) },
    variants,
    focused: variants[0] ?? form.focused,
    preset: name,
  }
}

/** The form that makes a run like one that was kept; the seed is drawn anew. */
export function formOfRun(entry: ExperimentEntry, run: RunDocument): LabForm {
  const form = defaultForm(entry)
  const known = new Set(entry.parameters.map(({ name }) => name))
  const given = Object.entries(run.variants[0]?.params ?? {}).filter(([name]) => known.has(name))
  const made = run.variants.map(({ variant }) => variant)
  const variants = form.variants.filter(variant => made.includes(variant))
  return {
    ...form,
    values: { ...form.values, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) },
    variants,
    focused: variants[0] ?? form.focused,
  }
}

/** Another catalogue has other defaults: what was never touched follows them. */
export function withNewDefaults(form: LabForm, before: ExperimentEntry, after: ExperimentEntry): LabForm {
  const old = defaultsOf(before)
  const values = Object.entries(defaultsOf(after)).map(([name, value]) => {
    const typed = form.values[name]
    return [name, typed === undefined || typed === old[name] ? value : typed] as const
  })
  return { ...form, values: { ...Object.fromEntries(values), [SEED]: form.values[SEED] ?? '' } }
}

/**
 * What the form asks the lab for. All values go as they were typed, so that the lab answers as it answers the terminal.
 */
export function requestOf(entry: ExperimentEntry, form: LabForm): RunRequestInput {
  const set = Object.entries(form.values).filter(([name, value]) => name !== SEED || value !== '')
  return { experiment: entry.id, variants: [...form.variants], preset: form.preset, set: Object.fromEntries(set) }
}

/** What only a form can get wrong: to the lab, no variant means all of them. */
export function problemOf(form: LabForm): LabError | null {
  if (form.variants.length > 0) return null
  return new LabError('USAGE', 'no variant is chosen', { suggestion: 'choose at least one' })
}
