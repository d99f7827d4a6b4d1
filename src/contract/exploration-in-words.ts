import { counted, formatShare, groupedDigits } from '../base/units.ts'
import type { Cut, Exploration } from './exploration.ts'

/** What a search of a model says about itself, in the words that every shell uses. */

const CUTS: Readonly<Record<Cut, string>> = {
  states: 'it reached its limit of states',
  memory: 'it reached its limit of memory',
  time: 'it reached its limit of time',
  stopped: 'it was stopped',
}

/** How far a search came, and what may be concluded from it: never more than it saw. */
export function statusInWords(exploration: Exploration): string {
  const { states, schedules, cyclic, cut, completeBelowPreemptions, reduced } = exploration
  const seen = counted(states, 'state')
  if (cut !== null) {
    const covered =
      completeBelowPreemptions === null || completeBelowPreemptions === 0
        ? ''
        : ` All schedules with fewer than ${counted(completeBelowPreemptions, 'preemption')} were covered.`
    return `CUT SHORT: ${CUTS[cut]} after ${seen}.${covered} What is not listed here may still happen: this search says nothing about it.`
  }
  if (reduced)
    return `Complete, reduced: every end is here, found in ${seen}; schedules that only commute are not counted.`
  if (cyclic) return `Complete: ${seen}. Steps can lead round in a circle, so there is no end of schedules.`
  const all = schedules === '1' ? 'the one schedule there is' : `all ${inWords(schedules ?? '0')}`
  return `Complete: ${all}, ${seen}.`
}

/** Shares are worked out with so many digits: numbers of schedules may be longer than a number is. */
const SHARE_DIGITS = 18

/** `20 of 924 schedules (2.16 %)`; empty where schedules were not counted. */
export function shareInWords(schedules: string | null, exploration: Exploration): string {
  const share = shareOfAll(schedules, exploration)
  if (schedules === null || exploration.schedules === null || share === '') return ''
  return `${groupedDigits(schedules)} of ${inWords(exploration.schedules)} (${share})`
}

function inWords(schedules: string): string {
  return `${groupedDigits(schedules)} ${schedules === '1' ? 'schedule' : 'schedules'}`
}

/** `2.16 %`; empty where schedules were not counted. */
export function shareOfAll(schedules: string | null, { schedules: all }: Exploration): string {
  if (schedules === null || all === null || all === '0') return ''
  if (schedules === '0') return formatShare(0)
  return shareText(Number((BigInt(schedules) * 10n ** BigInt(SHARE_DIGITS)) / BigInt(all)) / 10 ** SHARE_DIGITS)
}

function shareText(share: number): string {
  if (share >= 1e-4) return formatShare(share)
  return share > 0 ? share.toExponential(1) : `less than 1e-${String(SHARE_DIGITS)}`
}

/** `needs 2 preemptions` */
export function preemptionsInWords(fewest: number): string {
  return fewest === 0 ? 'needs no preemption' : `needs ${counted(fewest, 'preemption')}`
}
