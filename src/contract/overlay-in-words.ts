import { counted, formatCount } from '../base/units.ts'
import { listed } from '../base/text.ts'
import type { Exploration } from './exploration.ts'
import type { Overlay, SeenEnd } from './overlay.ts'

/** Ends that real threads came to and no schedule of the model does; nobody knows of any while the search is not complete. */
export function outsideOf(exploration: Exploration, overlay: Overlay | null): readonly SeenEnd[] {
  if (overlay === null || !exploration.complete) return []
  return overlay.seen.filter(
    ({ name, value }) => !exploration.outcomes.some(found => found.name === name && found.value === value),
  )
}

/** What real threads did, beside what the model can do. */
export function overlayInWords(exploration: Exploration, overlay: Overlay): string {
  if (overlay.rounds === 0) return 'It was stopped before a round on real threads was over.'
  const rounds = counted(overlay.rounds, 'round')
  const unlike = overlay.differs === undefined ? '' : ` Unlike in the model, ${overlay.differs}.`
  const rest = `${unlike}${overlay.complete ? '' : ' It was stopped early.'}`
  const outside = outsideOf(exploration, overlay)
  if (outside.length > 0) {
    const what = listed(outside.map(end => `${nameOf(end)} in ${formatCount(end.rounds)}`))
    return overlay.atomicsOnly
      ? `FAILED: of ${rounds}, real threads came to ${what}, which no schedule of the model does. The lab is wrong.${rest}`
      : `Outside sequential consistency: of ${rounds}, real threads came to ${what}. No interleaving does; plain accesses may be reordered.${rest}`
  }
  if (!exploration.complete)
    return `Seen in ${rounds}; the search was cut short, so nothing can be called impossible.${rest}`
  const unseen = exploration.outcomes.filter(
    ({ name, value }) => !overlay.seen.some(end => end.name === name && end.value === value),
  )
  const all = `All that ${rounds} on real threads came to is in the explored set.`
  if (unseen.length === 0) return `${all} Every possible end was seen.${rest}`
  return `${all} Possible and not seen: ${listed(unseen.map(nameOf))}.${rest}`
}

function nameOf({ name, value }: Pick<SeenEnd, 'name' | 'value'>): string {
  return value === null ? name : String(value)
}
