import { formatMillis } from '../../base/units.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { ReportFigure } from '../../contract/report-figure.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { SIMULATED } from '../../contract/simulated-in-words.ts'
import { boundsBlocks, findingBlocks, measureBlocks, outcomeBlocks, parameterBlocks } from './evidence-blocks.ts'
import { embeddedRun } from './embedded-run.ts'
import { comparisonBlocks } from './comparison-blocks.ts'
import { curveBlocks } from './curve-blocks.ts'
import { honestyBlocks } from './honesty-blocks.ts'
import { lessonBlocks, scheduleBlocks } from './lesson-blocks.ts'
import { machineBlocks, methodBlocks, rerunBlocks } from './method-blocks.ts'
import { proofBlocks } from './proof-blocks.ts'
import type { Block, Report, ReportHead, Section } from './report-model.ts'

/**
 * What a run's report says and shows, whatever it is written as.
 * @param entry of the run's experiment; null where the catalogue does not have it (any more)
 */
export function buildReport(run: RunDocument, entry: ExperimentEntry | null, figures: readonly ReportFigure[]): Report {
  const embedded = embeddedRun(run)
  const headed = (title: string): string => (run.simulated ? `${title} (${SIMULATED})` : title)
  const about = (place: ReportFigure['about']): Block[] =>
    figures.filter(figure => figure.about === place).map(figure => ({ kind: 'figure', figure }))
  const sections: Section[] = [
    { id: 'experiment', title: 'Experiment', blocks: experimentBlocks(run, entry) },
    { id: 'parameters', title: 'Parameters', blocks: parameterBlocks(run, entry) },
    { id: 'outcomes', title: headed('Outcomes'), blocks: outcomeBlocks(run) },
    { id: 'compared', title: 'The same work, compared', blocks: comparisonBlocks(run) },
    { id: 'findings', title: headed('Findings'), blocks: findingBlocks(run) },
    { id: 'measures', title: headed('Measures'), blocks: measureBlocks(run) },
    { id: 'curves', title: 'Throughput against workers', blocks: curveBlocks(run) },
    { id: 'bounds', title: 'Bounds', blocks: boundsBlocks(run) },
    { id: 'charts', title: headed('Charts'), blocks: about('charts') },
    { id: 'waits', title: 'Who waited for whom, and the proof', blocks: [...about('waits'), ...proofBlocks(run)] },
    { id: 'schedule', title: 'Schedule', blocks: scheduleBlocks(entry) },
    { id: 'lesson', title: 'Lesson and fix', blocks: lessonBlocks(entry) },
    { id: 'method', title: 'Method', blocks: methodBlocks(run) },
    { id: 'machine', title: 'Machine', blocks: machineBlocks(run) },
    { id: 'rerun', title: 'Run it again', blocks: rerunBlocks(run, entry) },
    { id: 'honesty', title: 'What to keep in mind', blocks: honestyBlocks(run, figures, embedded) },
  ]
  return { head: headOf(run, embedded), sections: sections.filter(({ blocks }) => blocks.length > 0) }
}

function headOf(run: RunDocument, embedded: RunDocument | null): ReportHead {
  const { verdict, headline, note, simulated, experiment, id, state, startedAt, durationMillis, versions } = run
  const when = `${startedAt}, ${formatMillis(durationMillis)}`
  return {
    verdict,
    state,
    headline,
    note,
    simulated,
    experiment,
    recordedAt: startedAt,
    about: [
      { name: experiment },
      { words: ', run ' },
      { name: id },
      { words: `, ${when}; Interleave ${versions.interleave}` },
    ],
    embedded,
  }
}

function experimentBlocks({ experiment, variants }: RunDocument, entry: ExperimentEntry | null): Block[] {
  if (entry === null) {
    return [{ kind: 'text', text: `${experiment} is not in the catalogue of this version: its lesson is not here.` }]
  }
  const ran = variants.map(({ variant }) => entry.variants.find(one => one.variant === variant))
  return [
    { kind: 'text', text: `${entry.title}. ${entry.question}` },
    {
      kind: 'facts',
      facts: ran.flatMap(variant => (variant === undefined ? [] : [{ name: variant.title, value: variant.doc }])),
    },
  ]
}
