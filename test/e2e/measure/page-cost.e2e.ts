import type { CDPSession, Page } from '@playwright/test'
import { openBrowserLab } from '../browser-lab.ts'
import { expect, test } from '../lab-test.ts'
import { paintsOf, ratesChart, runButton, show, stopButton, verdict } from '../lab-page.ts'

/**
 * What the page costs, measured and printed; no figure is a pass or a failure here. `npm run bench:page` runs it.
 *
 * Main thread: the browser's own account of time in tasks (Performance.getMetrics, TaskDuration) per second of wall time,
 * that is JavaScript, layout and painting of the page, while the workers compete for the same cores.
 */
const LOADS = 11
const WATCHED_SECONDS = 5
const ROUNDS = 5

test('page load to a Run button that can be pressed', async ({ chromium }) => {
  const millis: number[] = []
  for (let load = 0; load < LOADS; load++) {
    // A server and a browser context of its own each time: nothing is cached.
    const lab = await openBrowserLab(chromium)
    const usable = await lab.page.waitForFunction(() => {
      const run = document.querySelector<HTMLButtonElement>('button[type=submit]')
      return run?.disabled === false ? performance.now() : null
    })
    millis.push((await usable.jsonValue()) ?? Number.NaN)
    await lab.quit()
  }
  report('load to usable Run', 'ms', millis)
})

for (const workers of [2, 16, 64]) {
  test(`main thread with ${workers} workers at the default rate`, async ({ lab: { page } }) => {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable')
    await show(page, {
      variants: ['atomic-add'],
      set: { workers: String(workers), additions: '2000000', trials: '1000' },
    })
    await runButton(page).click()
    await expect(verdict(page)).toContainText('trials done')
    await expect.poll(() => paintsOf(ratesChart(page))).toBeGreaterThan(5)
    const shares: number[] = []
    const paints: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const before = await spent(cdp, page)
      await page.waitForTimeout(WATCHED_SECONDS * 1000)
      const after = await spent(cdp, page)
      shares.push(((after.tasks - before.tasks) / (after.at - before.at)) * 100)
      paints.push((after.paints - before.paints) / (after.at - before.at))
    }
    report(`main thread, ${workers} workers`, '% of a core', shares)
    report(`repaints, ${workers} workers`, 'per second', paints)
    await stopButton(page).click()
  })
}

/** Seconds in tasks, and repaints, since the page was loaded. */
async function spent(cdp: CDPSession, page: Page): Promise<{ tasks: number; paints: number; at: number }> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const of = (name: string): number => metrics.find(metric => metric.name === name)?.value ?? Number.NaN
  return { tasks: of('TaskDuration'), paints: await paintsOf(ratesChart(page)), at: of('Timestamp') }
}

/** Median and quartiles, with linear interpolation between neighbours. */
function report(what: string, unit: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b)
  const quantile = (share: number): string => {
    const place = share * (sorted.length - 1)
    const [low = Number.NaN, high = low] = sorted.slice(Math.floor(place), Math.floor(place) + 2)
    return (low + (high - low) * (place % 1)).toFixed(1)
  }
  console.log(`${what}: median ${quantile(0.5)} [${quantile(0.25)}, ${quantile(0.75)}] ${unit}, n = ${values.length}`)
}
