import { experiments } from '../../../src/engine/experiments/loaded.ts'
import { texts } from '../../../src/engine/experiments/texts.ts'
import { reportOn } from '../../../src/engine/report/report-on.ts'
import { buildCatalogue } from '../../../src/engine/run/build-catalogue.ts'
import { chromiumPrinter } from '../../../src/node/chromium-printer.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { nodePictures } from '../../../src/node/pictures.ts'
import { tenMinuteRun } from '../../helpers/long-run.ts'
import type { OneContest } from '../one-contest.ts'
import { millisOf } from '../wording.ts'

const BUDGET_MILLIS = 1000

/** How long a reader waits for the report of a long run. */
export function reportRows(): readonly OneContest[] {
  return [
    {
      name: 'HTML report of a ten-minute run',
      base: '1 s',
      must: { at: 'most', value: 1 },
      goal: { at: 'most', value: 0.5 },
      note: 'six variants on eight workers, 20 samples a second, full probes; drawing included; below 1 MB, which a unit test holds',
      whyMissed: 'figures are drawn once for each step of their replay',
      turns: 1,
      ratioOf: (subject, base) => subject / base,
      absolute: millisOf('report', null),
      open() {
        const run = tenMinuteRun()
        const entry = buildCatalogue(experiments, texts, { cores: 8 }).experiments.find(
          ({ id }) => id === run.experiment,
        )
        const pictures = nodePictures(chromiumPrinter(() => undefined))
        return Promise.resolve({
          async subject() {
            const start = nodeClock.nowMillis()
            const html = await reportOn(run, 'html', entry ?? null, pictures)
            return { millis: nodeClock.nowMillis() - start, counted: html.length }
          },
          base: () => Promise.resolve({ millis: BUDGET_MILLIS, counted: null }),
          close: () => Promise.resolve(),
        })
      },
    },
  ]
}
