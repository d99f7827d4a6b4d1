import { listed } from '../../../base/text.ts'
import { counted, significant } from '../../../base/units.ts'
import type { ComparisonRow } from '../../../contract/comparison-in-words.ts'
import type { VariantStory } from '../kit/define-experiment.ts'
import { LAB } from './rows.ts'

/** A program that some CPython has a result of. */
interface Told {
  readonly title: string
  /** Oldest first. */
  readonly pythons: readonly ComparisonRow[]
  readonly newest: ComparisonRow
  readonly labSpeedUp: number | null
}

/** What the counters lost, and what running side by side gained: a sentence each. Each CPython has its row below. */
export function headline(stories: readonly VariantStory[]): string {
  const told = stories.flatMap(toldOf)
  if (told.length === 0) {
    return 'No CPython 3.6 or newer was found on this machine; the lab’s own workers alone did the work.'
  }
  const [parallel, counters] = [told.filter(isTimed), told.filter(one => !isTimed(one))]
  return [lossOf(counters), gainOf(parallel, counters.length > 0)].filter(sentence => sentence !== '').join(' ')
}

function toldOf({ title, compared = [] }: VariantStory): Told[] {
  const pythons = compared.filter(({ name, state }) => name !== LAB && state === 'ran')
  const newest = pythons.at(-1)
  const labSpeedUp = compared.find(({ name }) => name === LAB)?.speedUp ?? null
  return newest === undefined ? [] : [{ title, pythons, newest, labSpeedUp }]
}

function isTimed({ newest }: Told): boolean {
  return newest.speedUp !== null
}

function lossOf(counters: readonly Told[]): string {
  const [first] = counters
  if (first === undefined) return ''
  const losing = counters.flatMap(({ title, pythons }) => {
    const losers = pythons.filter(({ wrong }) => wrong > 0).length
    return losers === 0 ? [] : [{ title, of: pythons.length, losers }]
  })
  const losses = losing.map(({ title, of, losers }, index) => {
    const some = losers === of && of > 1 ? 'all' : `${String(losers)} of`
    return `by ${title} on ${some} ${index === 0 ? counted(of, 'CPython') : String(of)}`
  })
  if (losses.length > 0) return `Updates lost ${listed(losses)}.`
  return `Nothing lost by ${listed(counters.map(({ title }) => title))} on ${counted(first.pythons.length, 'CPython')}.`
}

/** The least and the most, of more than one. @param isBrief with little room: it leaves out whose they are */
function gainOf(parallel: readonly Told[], isBrief: boolean): string {
  const sorted = parallel.toSorted((a, b) => gained(a) - gained(b))
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return ''
  if (least !== most) {
    const [from, to] = [least, most].map(one => `${ratio(gained(one))}${isBrief ? '' : ` (${one.title})`}`)
    return `Speed-up on ${most.newest.name}: ${from ?? ''} to ${to ?? ''}.`
  }
  const beside = least.labSpeedUp === null ? '' : `; this lab’s workers ${ratio(least.labSpeedUp)}`
  return `Speed-up, ${least.title}: ${ratio(gained(least))} on ${least.newest.name}${beside}.`
}

function gained({ newest }: Told): number {
  return newest.speedUp ?? 0
}

function ratio(speedUp: number): string {
  return `${significant(speedUp)}×`
}
