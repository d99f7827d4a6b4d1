import { counted, formatMillis } from '../../base/units.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import { ceilingInWords, curveInWords } from '../../contract/curve-in-words.ts'
import type { ReportFigure, ReportTable } from '../../contract/report-figure.ts'
import { sweepLine } from '../../contract/rerun-line.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { SweepDocument, SweptVariant } from '../../contract/sweep.ts'
import { doneInWords, machinesInWords, warningsOf } from '../../contract/sweep-in-words.ts'
import { placeOf, plannedCount } from '../../contract/sweep-series.ts'
import type { Block, Item, Section } from './report-model.ts'

/** What a sweep's report says and shows, in the order in which a doubter asks. */
export function sweepSections(
  sweep: SweepDocument,
  entry: ExperimentEntry | null,
  figures: readonly ReportFigure[],
): Section[] {
  const headed = (title: string): string => (sweep.plan.simulated ? `${title} (${SIMULATED})` : title)
  const sections: Section[] = [
    { id: 'experiment', title: 'Experiment', blocks: experimentBlocks(sweep, entry) },
    { id: 'parameters', title: 'Parameters', blocks: parameterBlocks(sweep) },
    { id: 'outcomes', title: headed('Outcomes'), blocks: [{ kind: 'table', table: outcomeTable(sweep) }] },
    { id: 'charts', title: headed('Charts'), blocks: figures.map(figure => ({ kind: 'figure', figure })) },
    { id: 'curves', title: 'Throughput against workers', blocks: curveBlocks(sweep) },
    { id: 'method', title: 'Method', blocks: methodBlocks(sweep) },
    { id: 'machine', title: sweep.machines.length > 1 ? 'Machines' : 'Machine', blocks: machineBlocks(sweep) },
    { id: 'rerun', title: 'Run it again', blocks: rerunBlocks(sweep) },
    { id: 'honesty', title: 'What to keep in mind', blocks: honestyBlocks(sweep) },
  ]
  return sections.filter(({ blocks }) => blocks.length > 0)
}

function experimentBlocks({ plan }: SweepDocument, entry: ExperimentEntry | null): Block[] {
  if (entry === null) {
    return [{ kind: 'text', text: `${plan.experiment} is not in the catalogue of this version.` }]
  }
  const facts = entry.variants
    .filter(({ variant }) => plan.variants.includes(variant))
    .map(({ title, doc }) => ({ name: title, value: doc }))
  return [
    { kind: 'text', text: `${entry.title}. ${entry.question}` },
    { kind: 'facts', facts },
  ]
}

function parameterBlocks({ plan }: SweepDocument): Block[] {
  const swept = plan.axes.map(({ parameter, unit, values }) => ({
    name: `${parameter}, swept`,
    value: `${values.join(', ')}${unit === null || unit === parameter ? '' : ` ${unit}`}`,
  }))
  const fixed = Object.entries(plan.params).map(([name, value]) => ({ name, value: String(value) }))
  return [{ kind: 'facts', facts: [...swept, ...fixed, { name: 'seed', value: String(plan.seed) }] }]
}

/** A row for each point, in the order of the values. */
function outcomeTable({ plan, points, machines }: SweepDocument): ReportTable {
  const place = (values: (typeof points)[number]['values']): number => {
    const { x, y } = placeOf(plan, values)
    return x * (plan.axes[1]?.values.length ?? 1) + y
  }
  const several = machines.length > 1
  return {
    caption: '',
    columns: [
      ...plan.axes.map(({ parameter }) => parameter),
      ...(several ? ['machine'] : []),
      ...plan.variants,
      'verdict',
    ],
    rows: points
      .toSorted((a, b) => place(a.values) - place(b.values))
      .map(({ values, machine, variants, verdict }) => [
        ...plan.axes.map(({ parameter }) => String(values[parameter] ?? '')),
        ...(several ? [String(machine + 1)] : []),
        ...plan.variants.map(name => outcomesOf(variants.find(({ variant }) => variant === name))),
        verdict,
      ]),
  }
}

function outcomesOf(result: SweptVariant | undefined): string {
  const seen = result?.outcomes.filter(({ count }) => count > 0) ?? []
  const failed = result?.failures.map(({ check, count }) => `check ${check} failed ${String(count)} times`) ?? []
  const said = [...seen.map(({ name, grade, count }) => `${name} ${String(count)} (${grade})`), ...failed]
  return said.length === 0 ? 'none finished' : said.join(', ')
}

function curveBlocks({ curves, ceiling, machines }: SweepDocument): Block[] {
  const cores = machines[0]?.machine.cores ?? 1
  const items = curves.map(({ variant, curve }): Item => ({
    word: variant,
    text: curveInWords({ curve, ceiling, cores }).join(' '),
  }))
  if (items.length === 0) return []
  return [
    { kind: 'list', items },
    ...(ceiling === null ? [] : [{ kind: 'text', text: ceilingInWords(ceiling) } as const]),
  ]
}

function methodBlocks(sweep: SweepDocument): Block[] {
  const { plan, sittings, durationMillis } = sweep
  const facts = [
    {
      name: 'order',
      value:
        'points in an order that the seed decides, values of all sizes in turns, so that drift of the machine falls on all alike',
    },
    {
      name: 'trials',
      value: `${String(plan.params['trials'] ?? '?')} of each variant at each point, variants interleaved`,
    },
    {
      name: 'interval',
      value: '95\u202f% percentile bootstrap of the median with a seeded generator; none with fewer than five samples',
    },
    { name: 'sittings', value: counted(sittings.length, 'sitting') },
    { name: 'took', value: `${formatMillis(durationMillis)}, all points together` },
  ]
  return [{ kind: 'facts', facts }]
}

function machineBlocks({ machines }: SweepDocument): Block[] {
  const items = machinesInWords(machines).map((text): Item => ({ word: '', text }))
  const apart = 'Machines that do not differ in any of this count as one; others are never put into one line.'
  return [{ kind: 'list', items }, ...(machines.length > 1 ? [{ kind: 'text', text: apart } as const] : [])]
}

function rerunBlocks({ plan }: SweepDocument): Block[] {
  return [
    { kind: 'text', text: 'In a terminal:' },
    { kind: 'code', text: sweepLine(plan), label: 'sh' },
    {
      kind: 'text',
      text: 'The seed fixes the order of the points and never how threads interleave: a rerun gives other figures.',
    },
  ]
}

function honestyBlocks(sweep: SweepDocument): Block[] {
  const { plan, points, startedAt, state, reason } = sweep
  const missing = plannedCount(sweep) - points.length
  const warnings = warningsOf(sweep)
  const items: Item[] = [
    {
      word: 'RECORDED',
      text: `everything here was recorded when the sweep was made, from ${startedAt} on; nothing is live`,
    },
    plan.simulated
      ? { word: SIMULATED, text: SIMULATED_MEANS.slice(SIMULATED.length + 2) }
      : { word: 'simulated', text: 'nothing: every figure was measured on real threads' },
    missing === 0
      ? { word: 'truncated', text: 'no: every planned point was measured' }
      : {
          word: 'TRUNCATED',
          text: `the sweep is ${state}: ${doneInWords(sweep)} ${missing === 1 ? 'is' : 'are'} there`,
        },
    ...(sweep.shards.length === 0
      ? []
      : [
          {
            word: 'part',
            text: `this is part ${sweep.shards.map(({ index, of }) => `${String(index)}/${String(of)}`).join(', ')} of the plan`,
          },
        ]),
    ...(reason === null ? [] : [{ word: reason.code, text: reason.message }]),
    ...warnings.map(({ code, message, points: at }): Item => ({
      word: code,
      text: `at ${counted(at, 'point')}: ${message}`,
    })),
    ...(warnings.length === 0 ? [{ word: 'warnings', text: 'none' }] : []),
  ]
  return [{ kind: 'list', items }]
}
