import { counted, formatCount } from '../../base/units.ts'
import type { ReportFigure } from '../../contract/report-figure.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import { recordedItems } from './evidence-blocks.ts'
import type { Block, Item } from './report-model.ts'

/** What a reader must know before believing a figure: where it comes from, and what is missing. */
export function honestyBlocks(
  run: RunDocument,
  figures: readonly ReportFigure[],
  embedded: RunDocument | null,
): Block[] {
  const items: Item[] = [
    { word: 'RECORDED', text: `everything here was recorded when the run was made, ${run.startedAt}; nothing is live` },
    simulated(run),
    cutShort(run),
    ...dropped(run),
    ...recordedItems(run),
    ...leftOut(figures),
    ...notEmbedded(run, embedded),
    ...(run.reason === null ? [] : [{ word: run.reason.code, text: run.reason.message }]),
    ...run.warnings.map(({ code, message }): Item => ({ word: code, text: message })),
    ...(run.warnings.length === 0 ? [{ word: 'warnings', text: 'none' }] : []),
  ]
  return [{ kind: 'list', items }]
}

function simulated(run: RunDocument): Item {
  if (run.simulated) return { word: SIMULATED, text: SIMULATED_MEANS.slice(SIMULATED.length + 2) }
  return { word: 'simulated', text: 'nothing: every figure was measured on real threads' }
}

function cutShort({ state, variants }: RunDocument): Item {
  const unfinished = variants.reduce((sum, { trials }) => sum + trials.filter(t => t.outcome === null).length, 0)
  const missing = variants.reduce((sum, { trials, params }) => {
    const planned = params['trials']
    return sum + (typeof planned === 'number' ? Math.max(0, planned - trials.length) : 0)
  }, 0)
  if (state === 'completed' && unfinished === 0 && missing === 0) {
    return { word: 'truncated', text: 'no: every planned trial was finished' }
  }
  const parts = [
    `the run ended ${state}`,
    ...(missing > 0 ? [`${counted(missing, 'planned trial')} did not start`] : []),
    ...(unfinished > 0
      ? [`${counted(unfinished, 'trial')} did not finish and ${unfinished === 1 ? 'carries' : 'carry'} no grade`]
      : []),
  ]
  return { word: 'TRUNCATED', text: parts.join('; ') }
}

function dropped({ variants }: RunDocument): Item[] {
  const looks = variants.flatMap(({ waits }) => waits).reduce((sum, record) => sum + record.dropped, 0)
  const events = variants.reduce((sum, { probe }) => sum + (probe?.recording?.dropped ?? 0), 0)
  if (looks === 0 && events === 0)
    return [{ word: 'dropped', text: 'no event and no look that was recorded is missing' }]
  return [
    {
      word: 'DROPPED',
      text: `${counted(looks, 'look')} at waits and ${counted(events, 'event')} were not kept, for want of room`,
    },
  ]
}

function leftOut(figures: readonly ReportFigure[]): Item[] {
  const moments = figures.reduce((sum, { replay }) => sum + (replay?.left ?? 0), 0)
  if (moments === 0) return []
  return [
    {
      word: 'left out here',
      text: `${formatCount(moments)} moments of replays; the run as JSON has all that was kept`,
    },
  ]
}

/** An HTML report can be read back; one that would be too large is read back with less. */
function notEmbedded(run: RunDocument, embedded: RunDocument | null): Item[] {
  if (embedded === run) return []
  const what = embedded === null ? 'no figures of its trials' : 'no samples'
  return [
    { word: 'left out here', text: `read back from HTML, the run has ${what}; the run as JSON has all that was kept` },
  ]
}
