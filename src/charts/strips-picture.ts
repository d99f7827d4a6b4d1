import { formatCount } from '../base/units.ts'
import type { Picture } from './picture.ts'
import { tableOfThroughput } from './table-of.ts'
import { throughputFinding, throughputHeight, throughputShapes, type ThroughputFigure } from './throughput-over-time.ts'

/**
 * The strips of one variant of a run that has ended.
 * @param thinnedTo the most points of a curve; null where every sample is drawn
 */
export function stripsPicture(figure: ThroughputFigure, variant: string, thinnedTo: number | null): Picture {
  return {
    title: `Operations over time: ${variant}`,
    caption:
      'operations a second of each worker, same scale; all together above, on a scale of its own; trials one after the other',
    finding: throughputFinding(figure, 'operations/s'),
    table: tableOfThroughput(figure, 'operations/s'),
    notes:
      thinnedTo === null
        ? []
        : [
            `A curve has at most ${formatCount(thinnedTo)} points here: of each stretch its first, lowest, highest and last sample. JSON has all samples.`,
          ],
    height: throughputHeight(figure),
    shapes: (roles, width) => throughputShapes(figure, roles, width),
  }
}
