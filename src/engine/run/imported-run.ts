import { LabError } from '../../base/errors.ts'
import { isPrintable, printable } from '../../base/text.ts'
import { EMBEDDED_BEGINS, EMBEDDED_ENDS } from '../../contract/embedded-run.ts'
import { LONGEST_IMPORT } from '../../contract/history.ts'
import { runDocumentSchema, type RunDocument, type VariantResult } from '../../contract/run-document.ts'
import { worstVerdict } from '../analysis/outcomes.ts'

const DEEPEST = 32
const LONGEST_TEXT = 10_000
/** Names end up in file names, addresses and command lines. */
export const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/
/** Parameters and measures are named in the sources. */
export const IDENTIFIER = /^[a-zA-Z][a-zA-Z0-9_-]{0,99}$/

/**
 * A run from the text of its JSON report: `importedRun(report(run)) = run`; or from that of its HTML report, which holds
 * the same JSON, without its samples where they were too many.
 *
 * Guarantees: what it returns has the shape of a run, says nothing that contradicts itself in what is counted, and holds
 * no text that could not be shown.
 * Does not guarantee: that anybody measured it.
 * @throws {LabError} BAD_IMPORT with the first thing that is wrong
 */
export function importedRun(text: string): RunDocument {
  return runFrom(importedValue(text))
}

/**
 * What stands in a report, of a run or of a sweep, with no text and no number in it that nobody could show.
 * @throws {LabError} BAD_IMPORT
 */
export function importedValue(text: string): unknown {
  if (text.length > LONGEST_IMPORT) throw refused(`it is longer than ${String(LONGEST_IMPORT)} characters`)
  const json = isHtml(text) ? jsonInHtmlReport(text) : text
  checkDepth(json)
  const given = parsedJson(json)
  checkValues(given, [])
  return given
}

/** A run from what stands in its report. @throws {LabError} BAD_IMPORT */
export function runFrom(given: unknown): RunDocument {
  checkVersion(given)
  const run = shapedAs(runDocumentSchema, given)
  checkRun(run)
  return run
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

/** @throws {LabError} BAD_IMPORT for another shape, and for a field that the shape does not have */
export function shapedAs<T>(schema: Schema<T>, given: unknown): T {
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refused(`${placeOf(issue?.path ?? [])}: ${issue?.message ?? 'unknown'}`)
  }
  checkNothingLost(given, parsed.data, [])
  return parsed.data
}

export function refused(what: string): LabError {
  return new LabError('BAD_IMPORT', `the file is not a run of this lab: ${printable(what)}`, {
    allowed: 'a JSON or HTML report as the lab writes it (interleave.run/1, interleave.sweep/1)',
    suggestion: 'export it again, as .json',
  })
}

function isHtml(text: string): boolean {
  return /^\s*</.test(text)
}

/** Found by its mark alone: nothing of the file is read as HTML, and nothing in it runs. */
function jsonInHtmlReport(text: string): string {
  const [, own, another] = text.split(EMBEDDED_BEGINS, 3)
  if (own === undefined) throw refused('it is HTML, and no run of this lab is in it')
  if (another !== undefined) throw refused('more than one run is in it')
  const end = own.indexOf(EMBEDDED_ENDS)
  if (end < 0) throw refused('the run in it breaks off')
  return own.slice(0, end)
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the document' : path.map(String).join('.')
}

/** Before it is parsed: nesting is what a parser breaks on. */
function checkDepth(text: string): void {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > DEEPEST) throw refused(`it is nested more than ${String(DEEPEST)} deep`)
    } else if (character === '}' || character === ']') depth -= 1
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused('it is no JSON')
  }
}

/** Every text and every number, wherever it stands. */
function checkValues(value: unknown, path: readonly string[]): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refused(`${placeOf(path)}: a number that is too large`)
    return
  }
  if (typeof value === 'string') {
    if (value.length > LONGEST_TEXT)
      throw refused(`${placeOf(path)}: a text longer than ${String(LONGEST_TEXT)} characters`)
    if (!isPrintable(value)) throw refused(`${placeOf(path)}: a text with characters that cannot be shown`)
    return
  }
  if (!isObject(value)) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') throw refused(`${placeOf(path)}: a field that is called __proto__`)
    if (!isPrintable(key)) throw refused(`${placeOf(path)}: a name with characters that cannot be shown`)
    checkValues(inner, [...path, key])
  }
}

/** What a report says that it is. */
export function schemaOf(given: unknown): unknown {
  return isObject(given) && 'schema' in given ? given.schema : undefined
}

function checkVersion(given: unknown): void {
  const schema = schemaOf(given)
  if (schema === 'interleave.run/1') return
  const found = typeof schema === 'string' ? `"${schema}"` : 'none'
  throw refused(`its schema must be "interleave.run/1", got ${found}`)
}

/** The schema passes over fields that it does not know; a file that has any says more than this lab understands. */
function checkNothingLost(given: unknown, taken: unknown, path: readonly string[]): void {
  if (!isObject(given) || !isObject(taken)) return
  const kept = new Map(Object.entries(taken))
  for (const [key, inner] of Object.entries(given)) {
    if (!kept.has(key)) throw refused(`${placeOf([...path, key])}: a field that this version does not know`)
    checkNothingLost(inner, kept.get(key), [...path, key])
  }
}

function checkRun(run: RunDocument): void {
  checkName(run.id, NAME, 'id')
  checkName(run.experiment, NAME, 'experiment')
  const variants = run.variants.map(({ variant }) => variant)
  if (new Set(variants).size < variants.length) throw refused('variants: one is there twice')
  for (const [index, variant] of run.variants.entries()) checkVariant(variant, `variants.${String(index)}`)
  const verdict = worstVerdict(run.variants.map(own => own.verdict))
  if (run.verdict !== verdict) throw refused(`verdict: "${run.verdict}", where its variants make it "${verdict}"`)
}

function checkVariant(result: VariantResult, path: string): void {
  checkName(result.variant, NAME, `${path}.variant`)
  for (const { name } of [...result.outcomes, ...result.checks]) checkName(name, NAME, `${path}.outcomes`)
  const named = [result.params, result.measures, ...result.trials.map(({ measures = {} }) => measures)]
  for (const name of named.flatMap(values => Object.keys(values))) checkName(name, IDENTIFIER, path)
  if (result.trials.some(({ index }, at, all) => index <= (all[at - 1]?.index ?? -1))) {
    throw refused(`${path}.trials: they are not in their order`)
  }
  checkTotals(result, path)
  checkVerdict(result, path)
}

export function checkName(name: string, pattern: RegExp, path: string): void {
  if (!pattern.test(name)) throw refused(`${path}: "${name}" is no name that this lab gives`)
}

/** What the table of outcomes counts are the trials, or the rounds in them. */
function checkTotals({ trials, outcomes }: VariantResult, path: string): void {
  const counts = new Map<string, number>()
  for (const { outcome, tally } of trials) {
    const counted = Object.entries(tally ?? (outcome === null ? {} : { [outcome]: 1 }))
    for (const [name, times] of counted) counts.set(name, (counts.get(name) ?? 0) + times)
  }
  const names = new Set(outcomes.map(({ name }) => name))
  if (names.size < outcomes.length) throw refused(`${path}.outcomes: one is there twice`)
  for (const name of counts.keys()) {
    if (!names.has(name)) throw refused(`${path}.outcomes: its trials came to "${name}", which has no row`)
  }
  for (const { name, count } of outcomes) {
    const own = counts.get(name) ?? 0
    if (count !== own)
      throw refused(`${path}.outcomes: "${name}" is counted ${String(count)} times, its trials say ${String(own)}`)
  }
}

/** How many trials were planned is not told, so that passed and inconclusive cannot be told apart. */
function checkVerdict({ verdict, outcomes, checks }: VariantResult, path: string): void {
  const isForbidden = outcomes.some(({ grade, count }) => grade === 'forbidden' && count > 0)
  const fails = isForbidden || checks.some(({ failures }) => failures > 0)
  if (fails !== (verdict === 'failed')) throw refused(`${path}.verdict: "${verdict}" does not follow from its outcomes`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
