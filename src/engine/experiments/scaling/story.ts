import { capitalised, listed } from '../../../base/text.ts'
import { counted, significant } from '../../../base/units.ts'
import { showsSpeedUp, type CurvePoint } from '../../../contract/workers-curve.ts'
import type { VariantStory } from '../kit/define-experiment.ts'

const RIGHT = 'Every word is right.'

/** Which workload came farthest, and which gained nothing, as far as their intervals show it. Each has its curve below. */
export function scalingStory(stories: readonly VariantStory[]): string {
  const curved = stories.flatMap(({ title, curve }) =>
    curve === undefined ? [] : [{ title, best: bestOf(curve.points) }],
  )
  // Their operations differ, so that their rates are not to be compared.
  if (curved.length === 0) return RIGHT
  const shown = curved.flatMap(({ title, best }) => (best === null ? [] : [{ title, ...best }]))
  const [farthest] = shown.toSorted((a, b) => b.ratio - a.ratio)
  const others = curved.filter(({ best }) => best === null).map(({ title }) => title)
  const sentences = [
    ...(farthest === undefined ? [] : [mostIn(farthest)]),
    ...(others.length === 0 ? [] : [capitalised(`${listed(others)}: no speed-up shown.`)]),
  ]
  return sentences.join(' ')
}

interface Best {
  readonly workers: number
  readonly ratio: number
}

function mostIn({ title, ratio, workers }: Best & { readonly title: string }): string {
  return `The most that more workers brought: ${significant(ratio)}×, to ${title} with ${counted(workers, 'worker')}.`
}

/** The highest point; null where its interval does not exclude that nothing was gained. */
function bestOf(points: readonly CurvePoint[]): Best | null {
  const rated = points.flatMap(({ workers, speedUp }) => (speedUp === null ? [] : [{ workers, speedUp }]))
  const [best] = rated.toSorted((a, b) => b.speedUp.value - a.speedUp.value)
  return best !== undefined && showsSpeedUp(best.speedUp) ? { workers: best.workers, ratio: best.speedUp.value } : null
}
