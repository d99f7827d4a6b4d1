import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { ExperimentEntry } from '../contract/catalogue.ts'
import { defaultForm, presetForm, type LabForm } from './stores/lab-form.ts'

/** Prefix of parameters, so that none can be taken for anything else. */
const PARAMETER = 'p.'

/** A form as a part of the address: only what differs from the defaults, or from the preset's values. */
export function queryOf(entry: ExperimentEntry, form: LabForm): LocationQueryRaw {
  const base = form.preset === null ? defaultForm(entry) : presetForm(entry, form.preset)
  const query: LocationQueryRaw = {}
  if (form.preset !== null) query['preset'] = form.preset
  if (form.variants.join() !== base.variants.join()) query['v'] = form.variants.join()
  for (const [name, value] of Object.entries(form.values)) {
    if (value !== base.values[name]) query[PARAMETER + name] = value
  }
  return query
}

/** The form that an address stands for. What the lab does not know is kept, so that it can say so. */
export function formOf(entry: ExperimentEntry, query: LocationQuery): LabForm {
  const preset = textOf(query['preset'])
  const base = preset === null ? defaultForm(entry) : presetForm(entry, preset)
  const listed = textOf(query['v'])
  const variants = listed === null ? base.variants : listed.split(',').filter(name => name !== '')
  const given = Object.entries(query).flatMap(([key, value]) => {
    const text = textOf(value)
    return key.startsWith(PARAMETER) && text !== null ? [[key.slice(PARAMETER.length), text] as const] : []
  })
  const focused = variants.includes(base.focused) ? base.focused : (variants[0] ?? base.focused)
  return { ...base, variants, focused, values: { ...base.values, ...Object.fromEntries(given) } }
}

/** True when both say the same, whatever the order. */
export function sameQuery(one: LocationQueryRaw, other: LocationQueryRaw): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every(key => textOf(one[key]) === textOf(other[key]))
}

function textOf(value: LocationQueryRaw[string]): string | null {
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null ? null : String(first)
}
