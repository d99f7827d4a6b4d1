import AxeBuilder from '@axe-core/playwright'
import { openBrowserLab } from '../browser-lab.ts'
import { expect, test } from '../lab-test.ts'
import { headline, runButton, set, show, stopButton, verdict } from '../lab-page.ts'
import type { OpenedLab } from '../opened-lab.ts'
import { overflowing } from '../overflow.ts'

const SCREENS = 'test-results/screens'

const THEMES = [
  { name: 'light', colorScheme: 'light', contrast: 'no-preference' },
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { name: 'hc-light', colorScheme: 'light', contrast: 'more' },
  { name: 'hc-dark', colorScheme: 'dark', contrast: 'more' },
] as const

const VIEWS = ['pool', 'machine', 'settings'] as const

const SIZES = [
  { width: 1024, height: 640 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
  { width: 3840, height: 2160 },
] as const

const QUICK = { set: { workers: '2', additions: '20000', trials: '8' } }

test.describe('every screen', () => {
  for (const { name, colorScheme, contrast } of THEMES) {
    test(`is drawn and accessible in ${name}`, async ({ chromium }) => {
      test.slow()
      const lab = await openBrowserLab(chromium, { colorScheme, contrast })
      try {
        const { page } = lab
        expect(await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'system')).toBeTruthy()
        await expect(verdict(page)).toContainText('Not run yet')
        // The bounds are the lab's to tell.
        await expect(page.getByRole('figure', { name: /^Trials by variant/ }).getByRole('img')).toBeVisible()
        await look(lab, `lab-not-run-${name}`)
        await show(page, QUICK)
        await runButton(page).click()
        await expect(page.getByText('Passed', { exact: true })).toBeVisible()
        await look(lab, `lab-${name}`)
        for (const tab of ['Code', 'Method']) {
          await page.getByRole('tab', { name: tab }).click()
          await look(lab, `lab-${tab.toLowerCase()}-${name}`)
        }
        await set(page, 'workers', '0')
        await expect(page.getByText(/error\[BAD_VALUE\]/)).toBeVisible()
        await look(lab, `lab-bad-value-${name}`)
        for (const view of VIEWS) {
          await page.evaluate(to => {
            location.hash = to
          }, `#/${view}`)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          if (view === 'pool') await expect(page.getByRole('row', { name: /^T\d .*adder/ })).toHaveCount(2)
          if (view === 'machine') await expect(page.getByText(/measured at/i)).toBeVisible()
          await look(lab, `${view}-${name}`)
        }
        expect(lab.complaints).toEqual([])
      } finally {
        await lab.quit()
      }
    })
  }
})

test.describe('every screen', () => {
  for (const viewport of SIZES) {
    const size = `${viewport.width}x${viewport.height}`
    test(`fits into ${size}`, async ({ chromium }) => {
      const lab = await openBrowserLab(chromium, { viewport })
      try {
        const { page } = lab
        await show(page, QUICK)
        await runButton(page).click()
        await expect(page.getByText('Passed', { exact: true })).toBeVisible()
        expect(await overflowing(page)).toEqual([])
        await page.screenshot({ path: `${SCREENS}/lab-${size}.png` })
        await expect(runButton(page)).toBeInViewport()
        await expect(headline(page)).toBeInViewport()
        for (const view of VIEWS) {
          await page.evaluate(to => {
            location.hash = to
          }, `#/${view}`)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          expect(await overflowing(page)).toEqual([])
          await page.screenshot({ path: `${SCREENS}/${view}-${size}.png` })
        }
      } finally {
        await lab.quit()
      }
    })
  }
})

test('a run that goes on is drawn and accessible', async ({ lab }) => {
  const { page } = lab
  await show(page, { variants: ['mutex'], set: { workers: '4', additions: '10000000', trials: '20' } })
  await runButton(page).click()
  await expect(verdict(page)).toContainText('trials done')
  await page.waitForTimeout(1500)
  await look(lab, 'lab-live')
  await page.evaluate(() => {
    location.hash = '#/pool'
  })
  await expect(page.getByRole('row', { name: /^T\d .*adder/ })).toHaveCount(4)
  await page.waitForTimeout(1500)
  await look(lab, 'pool-live')
  await page.evaluate(() => {
    location.hash = '#/lab/lost-update'
  })
  await stopButton(page).click()
})

/** Keeps a picture, and has nothing that hinders people: no violation of serious or critical impact. */
async function look({ page }: OpenedLab, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENS}/${name}.png` })
  const { violations } = await new AxeBuilder({ page }).analyze()
  const hindering = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    hindering.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) })),
    name,
  ).toEqual([])
}
