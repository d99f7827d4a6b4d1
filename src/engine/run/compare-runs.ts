import { LabError } from '../../base/errors.ts'
import { listed, printable } from '../../base/text.ts'
import { comparisonHeadline } from '../../contract/run-comparison-in-words.ts'
import {
  MOST_COMPARED,
  type ComparedRunFacts,
  type ComparedVariant,
  type RunComparison,
} from '../../contract/run-comparison.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { invalidates, type Warning } from '../../contract/warning.ts'
import { comparedMeasures, type RunPair } from './compared-measures.ts'
import { comparedOutcomes } from './compared-outcomes.ts'
import { areRepeats, othersHadPart, repeatsOf, type KnownRuns } from './repeats.ts'
import { whatDiffered } from './what-differed.ts'

/** A run, and what its history says of it. */
export interface RunToCompare {
  readonly document: RunDocument
  readonly name: string
  readonly imported: boolean
}

/**
 * Holds runs of one experiment against the first of them: the variants and measures that all of them have.
 *
 * Guarantees: the same runs give the same comparison, for nothing is drawn; runs that differ in nothing but chance are
 * said to differ in speed at most once in a hundred comparisons, however many variants they have, and so for outcomes.
 * Where others had part of the machine in one of two runs, no difference is claimed, however large; nor where nothing that
 * the lab knows of differed and nobody knows how much such runs differ by themselves.
 * Does not guarantee: that a difference comes of what was changed. Runs are made at different times, and what the machine
 * did meanwhile is a difference too; how much it does is known as far as there are repeats.
 * @param known runs that may repeat those that are given
 * @throws {LabError} NOT_COMPARABLE
 */
export function compareRuns(
  given: readonly RunToCompare[],
  known: KnownRuns = { documents: [], warnings: [] },
): RunComparison {
  const documents = given.map(({ document }) => document)
  const base = checkedBase(documents)
  const inAll = base.variants.flatMap(({ variant }) => {
    const own = documents.flatMap(({ variants }) => variants.find(one => one.variant === variant) ?? [])
    return own.length === documents.length ? [{ variant, results: own }] : []
  })
  if (inAll.length === 0) {
    throw notComparable('the runs have no variant in common', {
      allowed: `runs with one of ${base.variants.map(({ variant }) => printable(variant)).join(', ')}`,
      suggestion: 'interleave history show <run>',
    })
  }
  const runs = given.map(factsOf)
  const results = inAll.map(one => one.results)
  const pairs = documents.slice(1).map((other, index): RunPair => {
    const all = [...documents, ...known.documents]
    const kinds = areRepeats(base, other) ? [base] : [base, other]
    return {
      doubt: doubtOf(documents, runs, [0, index + 1]),
      kinds: kinds.map(one => repeatsOf(one, all)),
    }
  })
  const invalid = (variant: string, measure: string) => invalidity(documents, runs, variant, measure)
  const measures = comparedMeasures(results, invalid, pairs)
  const outcomes = comparedOutcomes(results, pairs)
  const variants = inAll.map((one, index): ComparedVariant => ({
    variant: one.variant,
    verdicts: one.results.map(({ verdict }) => verdict),
    outcomes: outcomes[index] ?? [],
    measures: measures[index] ?? [],
  }))
  const differed = whatDiffered(documents)
  return {
    schema: 'interleave.comparison/1',
    experiment: base.experiment,
    simulated: documents.some(({ simulated }) => simulated),
    runs,
    ...comparisonHeadline({ runs, variants, differed }),
    variants,
    differed,
    warnings: [...warningsOf(documents, runs), ...known.warnings],
  }
}

function checkedBase(documents: readonly RunDocument[]): RunDocument {
  const [base, ...others] = documents
  if (base === undefined || others.length === 0 || documents.length > MOST_COMPARED) {
    throw notComparable(`a comparison takes runs, got ${String(documents.length)}`, {
      allowed: `2 to ${String(MOST_COMPARED)} runs`,
      suggestion: 'interleave compare <run> <run>',
    })
  }
  const foreign = others.find(({ experiment }) => experiment !== base.experiment)
  if (foreign !== undefined) {
    const [one, other] = [foreign, base].map(({ id, experiment }) => `run "${printable(id)}" is of ${experiment}`)
    throw notComparable(`${one ?? ''}, ${other ?? ''}: they measure different things`, {
      allowed: 'runs of one experiment',
      suggestion: `interleave history --experiment ${base.experiment}`,
    })
  }
  const again = documents.find(({ id }, index) => documents.findIndex(one => one.id === id) < index)
  if (again !== undefined) {
    throw notComparable(`run "${printable(again.id)}" is named twice`, {
      allowed: 'each run once',
      suggestion: 'another run of the same experiment',
    })
  }
  return base
}

function notComparable(message: string, hints: { allowed: string; suggestion: string }): LabError {
  return new LabError('NOT_COMPARABLE', message, hints)
}

function factsOf({ document, name, imported }: RunToCompare, index: number): ComparedRunFacts {
  const { id, startedAt, state, verdict, headline, seed, machine, versions } = document
  const letter = String.fromCodePoint(65 + index)
  return { letter, id, name, imported, startedAt, state, verdict, headline, seed, machine, versions }
}

/** In which of the two runs somebody else had part of the machine: how much of it differs from run to run. */
function doubtOf(
  documents: readonly RunDocument[],
  runs: readonly ComparedRunFacts[],
  pair: readonly number[],
): string | null {
  const shared = pair.filter(run => documents.slice(run, run + 1).some(othersHadPart))
  if (shared.length === 0) return null
  return `others had part of the machine in ${listed(shared.map(run => runs[run]?.letter ?? ''))}`
}

/** In which run a measurement was none, and why. */
function invalidity(
  documents: readonly RunDocument[],
  runs: readonly ComparedRunFacts[],
  variant: string,
  measure: string,
): string | null {
  const found = documents.flatMap(({ warnings }, index) => {
    const warning = invalidates(warnings, variant, measure)
    return warning === undefined ? [] : [`invalid in ${runs[index]?.letter ?? ''} (${warning.code})`]
  })
  return found.length === 0 ? null : found.join(', ')
}

/** What the runs warn of themselves, and what only their comparison shows. */
function warningsOf(documents: readonly RunDocument[], runs: readonly ComparedRunFacts[]): Warning[] {
  const unfinished = runs.flatMap(({ letter, state }): Warning[] =>
    state === 'completed' ? [] : [{ code: 'unfinished', message: `${letter} ended ${state}: it has fewer trials.` }],
  )
  const elsewhere = runs.flatMap(({ letter, imported }): Warning[] =>
    imported ? [{ code: 'imported', message: `${letter} came from a file: this lab did not measure it.` }] : [],
  )
  const own = documents.flatMap(({ warnings }, index) =>
    warnings.map(warning => ({ ...warning, letter: runs[index]?.letter ?? '' })),
  )
  // What several runs say in the same words is said once.
  const said = [...new Set(own.map(({ message }) => message))].map((message): Warning => {
    const same = own.filter(one => one.message === message)
    return { code: same[0]?.code ?? '', message: `${same.map(({ letter }) => letter).join(', ')}: ${message}` }
  })
  return [...unfinished, ...elsewhere, ...said]
}
