import { describe, expect, it } from 'vitest'
import { experiments } from '../../../../src/engine/experiments/loaded.ts'
import { texts } from '../../../../src/engine/experiments/texts.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { reportOn } from '../../../../src/engine/report/report-on.ts'
import { importedRun } from '../../../../src/engine/run/imported-run.ts'
import { buildCatalogue } from '../../../../src/engine/run/build-catalogue.ts'
import { chromiumPrinter } from '../../../../src/node/chromium-printer.ts'
import { nodePictures } from '../../../../src/node/pictures.ts'
import { samplesOf, tenMinuteRun } from '../../../helpers/long-run.ts'
import { present } from '../../../helpers/present.ts'

const pictures = nodePictures(chromiumPrinter(() => undefined))
const entries = buildCatalogue(experiments, texts, { cores: 8 }).experiments

describe('the report of a ten-minute run', () => {
  const run = tenMinuteRun()
  const lostUpdate = present(entries.find(({ id }) => id === 'lost-update'))

  it('is below a megabyte as HTML, whatever it was sampled', async () => {
    expect(samplesOf(run)).toBeGreaterThan(90_000)
    const greedy = {
      ...lostUpdate,
      charts: [...lostUpdate.charts, 'thread-lanes', 'owner-ribbon', 'level-strip'] as const,
    }
    const html = await reportOn(run, 'html', { ...greedy, charts: [...greedy.charts] }, pictures)
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000)
    expect(html).toContain('JSON has all samples')
    // Its trials go along, its samples do not.
    const taken = importedRun(html)
    expect(taken.variants.map(({ trials }) => trials)).toEqual(run.variants.map(({ trials }) => trials))
    expect(taken.variants.flatMap(({ series }) => series)).toEqual([])
    expect(html).toContain('read back from HTML, the run has no samples')
    expect(html).toContain('The drawing is left out of this file')
    // Nothing of that sort where there is room.
    const plain = await reportOn({ ...run, variants: run.variants.slice(0, 1) }, 'html', lostUpdate, pictures)
    expect(plain).not.toContain('is left out of this file')
  })

  it('says with an error of its own what cannot be made without a browser', async () => {
    const { code, message } = await labRejectionOf(reportOn(run, 'pdf', lostUpdate, pictures))
    expect(code).toBe('NO_BROWSER')
    expect(message).toContain('no Chromium, Chrome or Edge is installed')
  })
})
