import { counted } from '../base/units.ts'
import type { WaitRecord } from '../contract/wait-graph.ts'
import type { DrawnFigure } from './drawn-figure.ts'
import { evenly, ReplayPieces } from './figure-replay.ts'
import { FILE_ROLES, PAGE_ROLES } from './report-roles.ts'
import { svgText } from './svg-tree.ts'
import { waitForGraph, type WaitGraph, type WaitMoment } from './wait-for-graph.ts'
import { graphMarks, graphSvg, notDrawnWords, type Paint } from './wait-graph-drawing.ts'
import { historyOf, momentName, ringsIn } from './wait-moments.ts'

/** More moments make a report large, and nobody steps through them. */
const MOST_MOMENTS = 240

/** Who waited for whom in a variant: the moment that tells most, and all others to step through. */
export function waitsFigure(records: readonly WaitRecord[], variant: string, width: number): DrawnFigure | null {
  const history = historyOf(records)
  const at = tellingLook(history)
  const moment = history[at]
  if (moment === undefined) return null
  const graphAt = (index: number): WaitGraph => {
    const one = history[index] ?? moment
    return waitForGraph(one, ringsIn(records, one.trial), width)
  }
  const graph = graphAt(at)
  const pieces = new ReplayPieces(true)
  const chosen = evenly(history.length, MOST_MOMENTS, at)
  let height = graph.height
  for (const index of chosen) {
    const one = graphAt(index)
    height = Math.max(height, one.height)
    pieces.add(momentName(history[index] ?? moment), elementsOf(one, PAGE_ROLES))
  }
  const dropped = records.reduce((sum, record) => sum + record.dropped, 0)
  const left = history.length - chosen.length
  const title = `Who waits for whom: ${variant}, ${momentName(moment)}`
  return {
    about: 'waits',
    title,
    caption: graph.caption,
    finding: graph.finding,
    notes: [
      notDrawnWords(graph),
      ...(left > 0 ? [`${counted(left, 'look')} of ${counted(history.length, 'look')} are not in this file.`] : []),
      ...(dropped > 0
        ? [`${counted(dropped, 'look')} that showed a change ${dropped === 1 ? 'was' : 'were'} not kept.`]
        : []),
    ].filter(note => note !== ''),
    table: null,
    width: Math.max(width, graph.width),
    height,
    inside: elementsOf(graph, PAGE_ROLES).join(''),
    file: () => graphSvg(graph, FILE_ROLES, title),
    replay: pieces.replay(chosen.indexOf(at), left),
  }
}

function elementsOf(graph: WaitGraph, paint: Paint): string[] {
  const { edges, nodes, texts } = graphMarks(graph, paint, null)
  return [...edges.map(({ drawn }) => drawn), ...nodes.map(({ drawn }) => drawn), ...texts].map(svgText)
}

/** The first look at which a deadlock was proved, else the first of those at which most workers waited. */
function tellingLook(history: readonly WaitMoment[]): number {
  const proved = history.findIndex(({ sample }) => sample.cycles.length > 0)
  if (proved >= 0) return proved
  const most = Math.max(...history.map(({ sample }) => sample.waits.length))
  return history.findIndex(({ sample }) => sample.waits.length === most)
}
