import { capitalised, listed } from '../../../base/text.ts'
import type { ExperimentEntry } from '../../../contract/catalogue.ts'
import type { RunDocument, VariantResult } from '../../../contract/run-document.ts'
import { showsSpeedUp } from '../../../contract/workers-curve.ts'
import { rateOf } from './figure-rows.ts'
import { titleOf } from './shown-run.ts'

/** What a reader is asked before the first run. */
export type Question = 'goes-wrong' | 'most-done' | 'scales-best'

export const ASKED: Readonly<Record<Question, string>> = {
  'goes-wrong': 'Which of these will go wrong?',
  'most-done': 'Which of these will get the most done?',
  'scales-best': 'Which of these will gain the most from more workers?',
}

/** Where nothing may go wrong, the question is about speed, or about what speed comes to with more workers. */
export function questionOf({ outcomes, charts }: ExperimentEntry): Question {
  if (outcomes.some(({ grades }) => Object.values(grades).includes('interesting'))) return 'goes-wrong'
  return charts.includes('speed-up') ? 'scales-best' : 'most-done'
}

/** What a prediction came to, in sentences; null where nothing was predicted, or the run does not tell. */
export function predictionInWords(
  entry: ExperimentEntry,
  predicted: readonly string[],
  run: RunDocument,
): string | null {
  if (predicted.length === 0) return null
  const names = (variants: readonly string[]): string => listed(variants.map(variant => titleOf(entry, variant)))
  const said = `You said ${names(predicted)}.`
  const ran = run.variants.filter(({ trials }) => trials.some(({ outcome }) => outcome !== null))
  const question = questionOf(entry)
  if (question !== 'goes-wrong') {
    const best = question === 'most-done' ? mostDone(entry, ran) : scalesBest(ran)
    if (best === null) return null
    return predicted.includes(best) ? `${said} So it was.` : `${said} It was ${names([best])}.`
  }
  const wrong = ran.filter(wentWrong).map(({ variant }) => variant)
  const held = ran
    .map(({ variant }) => variant)
    .filter(variant => !wrong.includes(variant) && predicted.includes(variant))
  const [rare, sound] = [
    held.filter(variant => mayGoWrong(entry, variant)),
    held.filter(one => !mayGoWrong(entry, one)),
  ]
  const unforeseen = wrong.filter(variant => !predicted.includes(variant))
  const sentences = [
    wrong.length === 0 ? 'Nothing went wrong.' : `${capitalised(names(wrong))} did.`,
    ...(unforeseen.length === 0 ? [] : [`You had not expected it of ${names(unforeseen)}.`]),
    ...(rare.length === 0 ? [] : [`${capitalised(names(rare))} did not in this run, which does not say "never".`]),
    ...(sound.length === 0
      ? []
      : [`${capitalised(names(sound))} did not: that is what the variant is built to prevent.`]),
  ]
  return [said, ...sentences].join(' ')
}

function wentWrong({ outcomes }: VariantResult): boolean {
  return outcomes.some(({ grade, count }) => grade !== 'acceptable' && count > 0)
}

function mayGoWrong({ outcomes }: ExperimentEntry, variant: string): boolean {
  return outcomes.some(({ grades }) => grades[variant] === 'interesting')
}

/** The variant with the highest rate, or the lowest cost where no rate is measured. */
function mostDone(entry: ExperimentEntry, ran: readonly VariantResult[]): string | null {
  const rate = rateOf(entry)
  const scores = ran.flatMap(({ variant, measures }) => {
    const measured = rate === null ? measures['cost'] : measures[rate.name]
    return measured === undefined ? [] : [{ variant, score: rate === null ? -measured.median : measured.median }]
  })
  const [best] = scores.toSorted((a, b) => b.score - a.score)
  return best?.variant ?? null
}

/** The variant with the highest speed-up that its interval shows. */
function scalesBest(ran: readonly VariantResult[]): string | null {
  const scores = ran.flatMap(({ variant, curve }) =>
    (curve?.points ?? []).flatMap(({ speedUp }) =>
      speedUp !== null && showsSpeedUp(speedUp) ? [{ variant, score: speedUp.value }] : [],
    ),
  )
  const [best] = scores.toSorted((a, b) => b.score - a.score)
  return best?.variant ?? null
}
