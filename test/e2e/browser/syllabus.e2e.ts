import { experiments } from '../../../src/engine/experiments/loaded.ts'
import { openBrowserLab } from '../browser-lab.ts'
import { runButton, verdict } from '../lab-page.ts'
import { expect, test } from '../lab-test.ts'
import type { OpenedLab } from '../opened-lab.ts'
import { overflowing } from '../overflow.ts'

const SCREENS = 'test-results/screens'
/** For whoever wants to look at all the pictures: more trials, and in dark, too. It takes minutes. */
const LOOKED_AT = process.env['LAB_SCREENS'] !== undefined
const THEMES = LOOKED_AT ? (['light', 'dark'] as const) : (['light'] as const)
/** One shows that an experiment runs; what it shows is another test's business. */
const TRIALS = LOOKED_AT ? '3' : '1'

/** Every experiment, as a user goes through them: one page, one after the other. */
test.describe('the syllabus', () => {
  for (const colorScheme of THEMES) {
    test(`runs from the page, each experiment once, in ${colorScheme}`, async ({ chromium }) => {
      test.setTimeout(experiments.length * 30_000)
      const lab = await openBrowserLab(chromium, { colorScheme, viewport: { width: 1440, height: 1600 } })
      try {
        for (const { id, title } of experiments) {
          await test.step(title, () => runOnce(lab, id, `${id}-${colorScheme}`))
        }
        expect(lab.complaints).toEqual([])
      } finally {
        await lab.quit()
      }
    })
  }
})

async function runOnce({ page }: OpenedLab, id: string, picture: string): Promise<void> {
  await page.evaluate(to => {
    location.hash = to
  }, `#/lab/${id}?p.trials=${TRIALS}&p.warmUp=0`)
  await expect(verdict(page)).toContainText('Not run yet')
  await runButton(page).click()
  await expect(verdict(page)).toContainText(/Passed|Failed|Inconclusive/, { timeout: 60_000 })
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  for (const image of await page.getByRole('main').getByRole('img').all()) {
    expect(await image.getAttribute('aria-label')).toBeTruthy()
  }
  await page.screenshot({ path: `${SCREENS}/syllabus-${picture}.png`, fullPage: true })
}
