import { experiments } from '../../../src/engine/experiments/loaded.ts'
import { openBrowserLab } from '../browser-lab.ts'
import { open, runButton, verdict } from '../lab-page.ts'
import { ALONE } from '../../helpers/alone.ts'
import { expect, test } from '../lab-test.ts'
import { SCREENS } from '../look.ts'
import type { OpenedLab } from '../opened-lab.ts'
import { overflowing } from '../overflow.ts'

/** For whoever wants to look at the pictures, of all experiments or of those named: more trials, and in dark, too. */
const LOOKED_AT = process.env['LAB_SCREENS'] ?? ''
const LOOKS = LOOKED_AT !== ''
const THEMES = LOOKS ? (['light', 'dark'] as const) : (['light'] as const)
/** One shows that an experiment runs; what it shows is another test's business. */
const TRIALS = LOOKS ? '3' : '1'
const NAMED = experiments.filter(({ id }) => LOOKED_AT.split(',').includes(id))
const SHOWN = NAMED.length > 0 ? NAMED : experiments

/** Where the default sizes take longer than a look. */
const SIZES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cpython: { interpreters: '3', rounds: '2' },
}

/** Every experiment, as a user goes through them: one page, one after the other. */
test.describe('the syllabus', ALONE, () => {
  for (const colorScheme of THEMES) {
    test(`runs from the page, each experiment once, in ${colorScheme}`, async ({ chromium }) => {
      test.setTimeout(SHOWN.length * 30_000)
      const lab = await openBrowserLab(chromium, { colorScheme, viewport: { width: 1440, height: 1600 } })
      try {
        for (const { id, title } of SHOWN) {
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
  await open(page, id, { trials: TRIALS, warmUp: '0', ...SIZES[id] })
  await runButton(page).click()
  await expect(verdict(page)).toContainText(/Passed|Failed|Inconclusive/)
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  for (const image of await page.getByRole('main').getByRole('img').all()) {
    expect(await image.getAttribute('aria-label')).toBeTruthy()
  }
  await page.screenshot({ path: `${SCREENS}/syllabus-${picture}.png`, fullPage: true })
}
