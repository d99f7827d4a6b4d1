import { rateBoundForZero, wilsonInterval } from '../base/share-interval.ts'

/**
 * How often an outcome comes up, as far as so many trials (or rounds) can tell, at 95 %: Wilson's interval of its share,
 * "25–58 %"; of what was not seen, the rule of three, "<10 %".
 * @param chances trials or rounds in which it could have come up
 * @returns nothing where these are too few to tell anything
 */
export function shareInWords(count: number, chances: number): string {
  if (chances === 0) return ''
  if (count > 0) {
    const { low, high } = wilsonInterval(count, chances)
    return `${percent(low)}–${percent(high)}\u202f%`
  }
  const bound = rateBoundForZero(chances)
  return bound < 1 ? `<${percent(bound)}\u202f%` : ''
}

/** What {@link shareInWords} says, for under a table. */
export const SHARE_LEGEND =
  'under a count: its share at 95\u202f% (Wilson’s interval); of what was not seen in N, below 3/N'

/** Two digits; almost all is not all. */
function percent(share: number): string {
  const percents = share * 100
  if (percents >= 99.5 && percents < 100) return '>99'
  if (percents >= 10) return String(Math.round(percents))
  if (percents === 0) return '0'
  return percents.toFixed(Math.min(12, 1 - Math.floor(Math.log10(percents))))
}
