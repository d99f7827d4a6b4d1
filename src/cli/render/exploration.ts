import { counted, formatCount } from '../../base/units.ts'
import { preemptionsInWords, shareInWords, statusInWords } from '../../contract/exploration-in-words.ts'
import type { Exploration, Standstills } from '../../contract/exploration.ts'
import { overlayInWords } from '../../contract/overlay-in-words.ts'
import type { Grade } from '../../contract/words.ts'
import type { Terminal } from '../terminal.ts'
import { GRADE_MARK } from './grade-mark.ts'
import { wrap } from './wrap.ts'

/** What a search of a model found, for reading: how far it came first, then every end with one schedule to it. */
export function renderExploration(exploration: Exploration, terminal: Terminal): string {
  const { experiment, variant, params } = exploration
  const sizes = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`)
  return [
    terminal.style('bold', ['MODEL', experiment, variant, ...sizes].join(' · ')),
    ...wrap(statusInWords(exploration), terminal.width),
    '',
    ...exploration.outcomes.flatMap(({ name, value, ...found }) =>
      endLines(value === null ? name : `${name} ${String(value)}`, found, exploration, terminal),
    ),
    ...standstillLines('deadlock', exploration.deadlocks, exploration, terminal),
    ...standstillLines('stall', exploration.stalls, exploration, terminal),
    ...overlayLines(exploration, terminal),
    '',
    ...wrap(
      'Schedules number workers from 0; see one step by step: interleave explore --replay "<schedule>"',
      terminal.width,
    ),
  ].join('\n')
}

interface Found {
  readonly grade: Grade
  readonly schedules: string | null
  readonly fewestPreemptions: number | null
  readonly schedule: string | null
}

function endLines(name: string, found: Found, exploration: Exploration, terminal: Terminal): string[] {
  const { mark, style } = GRADE_MARK[found.grade]
  const { fewestPreemptions, schedule } = found
  const facts = [
    shareInWords(found.schedules, exploration),
    fewestPreemptions === null ? '' : preemptionsInWords(fewestPreemptions),
  ].filter(text => text !== '')
  return [
    `${terminal.style(style, mark)} ${terminal.style('bold', name)}  ${found.grade}${facts.map(fact => ` · ${fact}`).join('')}`,
    ...(schedule === null ? [] : [`    ${schedule}`]),
  ]
}

/** What real threads came to, end by end. */
function overlayLines(exploration: Exploration, terminal: Terminal): string[] {
  const { overlay } = exploration
  if (overlay === undefined) return []
  const seen = overlay.seen.map(
    ({ name, value, rounds }) => `  ${value === null ? name : `${name} ${String(value)}`}  ${formatCount(rounds)}`,
  )
  return [
    '',
    terminal.style('bold', `REAL THREADS · ${counted(overlay.rounds, 'round')} · seed ${String(overlay.seed)}`),
    ...seen,
    ...wrap(overlayInWords(exploration, overlay), terminal.width),
  ]
}

function standstillLines(name: string, found: Standstills, exploration: Exploration, terminal: Terminal): string[] {
  if (found.states > 0) {
    const states = counted(found.states, 'state')
    return endLines(`${name}, ${states}`, found, exploration, terminal)
  }
  return [`  no ${name}${exploration.complete ? '' : ' seen so far'}`]
}
