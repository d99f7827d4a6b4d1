import AxeBuilder from '@axe-core/playwright'
import { openBrowserLab } from '../browser-lab.ts'
import { goTo, runButton, verdict } from '../lab-page.ts'
import { expect, test } from '../lab-test.ts'
import { SCREENS } from '../look.ts'
import { overflowing } from '../overflow.ts'

/** Few waits with arrows, waits with time limits, and more events than are kept. */
const RUNS = [
  { name: 'few', path: 'bounded-buffer', query: 'v=semaphores&p.workers=4&p.items=60&p.capacity=4' },
  { name: 'timed', path: 'lock-convoy', query: 'v=inheritance&p.workers=3' },
  { name: 'full', path: 'mutex', query: 'v=owner&p.workers=2&p.duration=150' },
]

test('a recorded run shows every wait, who ended it, and what recording cost', async ({ chromium }) => {
  const lab = await openBrowserLab(chromium, { colorScheme: 'light', viewport: { width: 1440, height: 1300 } })
  const { page } = lab
  try {
    for (const { name, path, query } of RUNS) {
      await goTo(page, `#/lab/${path}?${query}&p.trials=2&p.warmUp=0&p.recording=events`)
      await expect(verdict(page)).toContainText('Not run yet')
      await runButton(page).click()
      const lanes = page.locator('.picture').filter({ hasText: 'What each worker did' })
      await expect(lanes).toContainText('every wait recorded')
      await expect(lanes.locator('.note').first()).toContainText(/all kept|were not kept/)
      await expect(lanes.locator('.note').last()).toContainText(/recording cost/)
      await expect(page.getByText(/^recording-on/)).toBeVisible()
      await lanes.getByRole('figure').press('t')
      await expect(lanes.getByRole('columnheader', { name: 'ended by' })).toBeVisible()
      await lanes.getByRole('figure').press('t')
      expect(await overflowing(page)).toEqual([])
      await lanes.scrollIntoViewIfNeeded()
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme })
        await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
        const axe = new AxeBuilder({ page }).include('.picture').setLegacyMode()
        const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze()
        expect(violations).toEqual([])
        await lanes.screenshot({ path: `${SCREENS}/recorded-${name}-${colorScheme}.png` })
      }
    }
    expect(lab.complaints).toEqual([])
  } finally {
    await lab.quit()
  }
})
