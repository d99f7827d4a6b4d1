import { capitalised, printable } from '../../base/text.ts'
import { counted, formatMillis } from '../../base/units.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { SweepDocument } from '../../contract/sweep.ts'
import { doneInWords, machinesInWords, seriesInWords, sweptNames, warningsOf } from '../../contract/sweep-in-words.ts'
import { measuresIn } from '../../contract/sweep-series.ts'
import type { Terminal } from '../terminal.ts'
import { renderSpeedUp } from './speed-up.ts'
import { renderSeries } from './sweep-series.ts'
import { VERDICT_STYLE } from './verdict-style.ts'
import { wrap } from './wrap.ts'

/** A sweep for reading: verdict first, then what the measure that matters most did over the range, line by line. */
export function renderSweep(sweep: SweepDocument, terminal: Terminal, verdictOnly: boolean): string {
  const { width } = terminal
  const word = capitalised(sweep.verdict)
  const [first = '', ...more] = wrap(`${word}  ${describe(sweep)}`, width)
  const verdict = [
    terminal.style('bold', terminal.style(VERDICT_STYLE[sweep.verdict], word)) + first.slice(word.length),
    ...more,
    '',
    ...wrap(sweep.headline, width).map(line => terminal.style('bold', line)),
  ]
  if (verdictOnly) return [...verdict, ...(sweep.reason === null ? [] : wrap(sweep.reason.message, width))].join('\n')
  const [measure] = measuresIn(sweep)
  return [
    ...verdict,
    ...(measure === undefined ? [] : seriesInWords(sweep, measure).flatMap(sentence => wrap(sentence, width))),
    ...(sweep.plan.simulated ? wrap(SIMULATED_MEANS, width) : []),
    ...(measure === undefined ? [] : renderSeries(sweep, measure, terminal)),
    ...curvesOf(sweep, terminal),
    ...(sweep.machines.length > 1
      ? ['', ...machinesInWords(sweep.machines).flatMap(own => wrap(printable(own, width), width))]
      : []),
    ...warningsOf(sweep).flatMap(({ code, message, points }) => [
      '',
      ...wrap(`${terminal.style('yellow', '!')} ${code}, at ${counted(points, 'point')}: ${message}`, width),
    ]),
  ].join('\n')
}

function describe(sweep: SweepDocument): string {
  const { state, plan, durationMillis, id, machines } = sweep
  const how = [...(state === 'completed' ? [] : [state]), ...(plan.simulated ? [SIMULATED] : [])].map(
    own => `${own} · `,
  )
  const facts = [
    `${plan.experiment} over ${sweptNames(plan)}`,
    doneInWords(sweep),
    `${counted(Number(plan.params['trials'] ?? 0), 'trial')} each`,
    ...(machines.length > 1 ? [counted(machines.length, 'machine')] : []),
    `seed ${String(plan.seed)}`,
    formatMillis(durationMillis),
    printable(id),
  ]
  return how.join('') + facts.join(' · ')
}

function curvesOf({ curves, ceiling, machines }: SweepDocument, terminal: Terminal): string[] {
  const [first] = machines
  return first === undefined ? [] : renderSpeedUp({ variants: curves, ceiling, machine: first.machine }, terminal)
}
