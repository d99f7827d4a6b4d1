import { listed } from '../../base/text.ts'
import type { Differing } from '../../contract/run-comparison.ts'
import type { RunDocument } from '../../contract/run-document.ts'

/** What a run does not say, because it has none of it or its version did not keep it. */
const NONE = 'none'

/** Whatever was not the same in all runs but what came out: what they were asked, by what they were measured, and on what. */
export function whatDiffered(runs: readonly RunDocument[]): Differing[] {
  return [
    ...differing(runs, 'parameter', parametersOf),
    ...differing(runs, 'plan', ({ seed, variants }) => [
      ['variants', listed(variants.map(({ variant }) => variant))],
      ['seed', String(seed)],
    ]),
    ...differing(runs, 'instrument', ({ primitives, variants }) => [
      ['locks', primitives],
      ['recording', listed([...new Set(variants.flatMap(({ instruments }) => instruments.map(({ name }) => name)))])],
      ['workers curve', variants.some(({ curve }) => curve !== null) ? 'measured' : ''],
    ]),
    ...differing(runs, 'version', ({ versions }) => Object.entries(versions)),
    ...differing(runs, 'machine', ({ machine }) =>
      Object.entries(machine).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
    ),
  ]
}

/** By variant where variants were not all asked the same. */
function parametersOf({ variants }: RunDocument): (readonly [string, string])[] {
  const names = [...new Set(variants.flatMap(({ params }) => Object.keys(params)))]
  return names.flatMap(name => {
    const values = variants.map(({ params }) => String(params[name] ?? NONE))
    if (new Set(values).size === 1) return [[name, values[0] ?? NONE] as const]
    return variants.map(({ variant }, index) => [`${name} of ${variant}`, values[index] ?? NONE] as const)
  })
}

function differing(
  runs: readonly RunDocument[],
  about: Differing['about'],
  factsOf: (run: RunDocument) => readonly (readonly [string, string])[],
): Differing[] {
  const facts = runs.map(run => new Map(factsOf(run)))
  const names = [...new Set(facts.flatMap(own => [...own.keys()]))]
  return names.flatMap(name => {
    const values = facts.map(own => own.get(name) ?? NONE).map(value => (value === '' ? NONE : value))
    return new Set(values).size > 1 ? [{ about, name, values }] : []
  })
}
