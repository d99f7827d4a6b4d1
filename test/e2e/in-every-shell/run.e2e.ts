import type { Page } from '@playwright/test'
import { runDocumentSchema, type RunDocument } from '../../../src/contract/run-document.ts'
import { formatCount, formatRate, formatShare } from '../../../src/base/units.ts'
import { shareInWords } from '../../../src/contract/share-in-words.ts'
import { runInterleave } from '../../cli/run-interleave.ts'
import { ALONE } from '../../helpers/alone.ts'
import { quickestOfTwo } from '../../helpers/quickest-of-two.ts'
import { expect, test } from '../lab-test.ts'
import type { OpenedLab } from '../opened-lab.ts'
import {
  cellOf,
  choose,
  paintsAt,
  paintsOf,
  ratesChart,
  runButton,
  set,
  show,
  stopButton,
  verdict,
} from '../lab-page.ts'

/** Trials of seconds: there is something to watch, and too few of them end to be judged. */
const LONG = { variants: ['mutex'], set: { workers: '6', additions: '10000000', trials: '20' } }
const SHORT = { set: { workers: '2', additions: '1000', trials: '5' } }

test('a run is watched live, stopped, and judged', ALONE, async ({ lab: { page, complaints } }) => {
  await show(page, LONG)
  await runButton(page).click()
  await expect(verdict(page)).toContainText('trials done')
  const strips = ratesChart(page)
  const seen = [await paintsAt(strips)]
  for (let second = 0; second < 5; second++) {
    await page.waitForTimeout(1000)
    seen.push(await paintsAt(strips))
  }
  const perSecond = seen.slice(1).map(({ paints, millis }, index) => {
    const before = seen[index] ?? { paints: 0, millis: 0 }
    return ((paints - before.paints) / (millis - before.millis)) * 1000
  })
  const said = `repaints in each second: ${perSecond.map(rate => rate.toFixed(1)).join(', ')}`
  expect(Math.min(...perSecond), said).toBeGreaterThanOrEqual(10)
  // One more than its share may fall between two looks.
  expect(Math.max(...perSecond), said).toBeLessThanOrEqual(21)
  await stopButton(page).click()
  await expect(verdict(page)).toContainText('Too few trials finished to judge: the run was cancelled')
  await expect(page.getByText('Inconclusive', { exact: true })).toBeVisible()
  await expect(runButton(page)).toBeEnabled()
  expect(complaints).toEqual([])
})

test('the page shows the numbers of the run’s own document', async ({ lab }) => {
  const { page } = lab
  await show(page, SHORT)
  await runButton(page).click()
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  const run = await exported(lab, page)
  await expect(verdict(page)).toContainText(run.headline)
  for (const [column, { outcomes, measures, trials }] of run.variants.entries()) {
    for (const { name, count } of outcomes) {
      const words = `${formatCount(count)} ${shareInWords(count, trials.length)}`
      await expect(cellOf(page, 'outcome', name, column)).toHaveText(words)
    }
    for (const [name, { median, unit }] of Object.entries(measures)) {
      const figure =
        unit === 'share' ? formatShare(median) : unit === 'count' ? formatCount(median) : formatRate(median)
      await expect(cellOf(page, 'measure', name, column)).toContainText(figure)
    }
  }
  expect(run.variants.every(({ params }) => params['additions'] === 1000)).toBe(true)
})

test('a bad value is told beside its field, as the terminal tells it', async ({ lab: { page } }) => {
  await show(page, SHORT)
  for (const bad of ['0', '65', '1.5', 'many', '']) {
    const field = await set(page, 'workers', bad)
    const { stderr } = await runInterleave(['run', 'lost-update', '--workers', bad])
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toHaveAccessibleDescription(new RegExp(escaped(stderr.trim())))
  }
  await set(page, 'workers', '2')
  await expect(page.getByLabel(/^workers/)).not.toHaveAttribute('aria-invalid')
  await expect(page.getByText(/error\[/)).toHaveCount(0)
})

test('a page that is loaded anew in mid-run finds its run again', async ({ lab: { page } }) => {
  await show(page, LONG)
  await runButton(page).click()
  await expect(verdict(page)).toContainText('trials done')
  const address = page.url()
  await page.reload()
  expect(page.url()).toBe(address)
  await expect(verdict(page)).toContainText(/of 20 trials done/)
  const strips = ratesChart(page)
  const before = await paintsOf(strips)
  await expect.poll(() => paintsOf(strips)).toBeGreaterThan(before + 5)
  await expect(page.getByLabel(/^additions/)).toHaveValue(/10.000.000/)
  await stopButton(page).click()
  await expect(verdict(page)).toContainText('the run was cancelled')
})

test('two windows show the same run', async ({ lab }) => {
  const { page } = lab
  await show(page, LONG)
  await runButton(page).click()
  const second = await lab.secondPage()
  await expect(verdict(second)).toContainText(/of 20 trials done/)
  await expect(runButton(second)).toBeDisabled()
  await stopButton(second).click()
  for (const one of [page, second]) await expect(verdict(one)).toContainText('the run was cancelled')
  const [first, other] = [await exported(lab, page), await exported(lab, second)]
  expect(other).toEqual(first)
})

test(
  'a host that is killed in mid-run costs that run, and the next one can start within two seconds',
  ALONE,
  async ({ lab }) => {
    const { page } = lab
    await show(page, LONG)
    const untilNextCanStart = await quickestOfTwo(2000, async () => {
      await runButton(page).click()
      await expect(verdict(page)).toContainText('trials done')
      process.kill(await lab.hostPid(), 'SIGKILL')
      const killed = performance.now()
      await expect.poll(() => verdict(page).textContent(), { intervals: [20] }).toContain('a worker or the host died')
      await expect.poll(() => runButton(page).isEnabled(), { intervals: [20] }).toBe(true)
      return performance.now() - killed
    })
    expect(untilNextCanStart, 'milliseconds').toBeLessThan(2000)
    await expect(page.getByText(/the engine host ended \(SIGKILL\)/).first()).toBeVisible()
    await expect(page.getByText(/crashed/).first()).toBeVisible()
    await choose(page, ['atomic-add'])
    await set(page, 'additions', '1000')
    await set(page, 'trials', '5')
    await runButton(page).click()
    await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  },
)

test(
  'a shell that is ended in mid-run is gone within three seconds, with all its processes',
  ALONE,
  async ({ lab }) => {
    const { page } = lab
    await show(page, LONG)
    await runButton(page).click()
    await expect(verdict(page)).toContainText('trials done')
    const { code, millis } = await lab.quit()
    expect(code).toBe(0)
    expect(millis).toBeLessThan(3000)
    await expect.poll(() => lab.processes()).toEqual([])
  },
)

/** The shown run's document, as the page exports it. */
async function exported(lab: OpenedLab, page: Page): Promise<RunDocument> {
  return runDocumentSchema.parse(JSON.parse(await lab.exportJson(page)))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
