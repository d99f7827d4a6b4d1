import type { Page } from '@playwright/test'
import { present } from '../../helpers/present.ts'
import { openBrowserLab, type BrowserLab } from '../browser-lab.ts'
import { expect, test } from '../lab-test.ts'
import { goTo, headline, runButton, set, show, stopButton, verdict } from '../lab-page.ts'
import { look, SCREENS } from '../look.ts'
import { overflowing } from '../overflow.ts'

const VIEWS = ['explorer', 'history', 'pool', 'machine', 'settings'] as const

const SIZES = [
  { width: 1024, height: 640 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
  { width: 3840, height: 2160 },
] as const

const QUICK = { set: { workers: '2', additions: '20000', trials: '8' } }

test('every screen is drawn and accessible in every theme', async ({ lab }) => {
  const { page, complaints } = lab
  await expect(verdict(page)).toContainText('Not run yet')
  // The bounds are the lab's to tell.
  await expect(page.getByRole('figure', { name: /^Trials by variant/ }).getByRole('img')).toBeVisible()
  await look(lab, 'lab-not-run')
  await show(page, QUICK)
  await runButton(page).click()
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  await look(lab, 'lab')
  await page.getByRole('button', { name: 'schedules', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'schedules' })).toContainText('interleaving: one order')
  await look(lab, 'lab-term')
  await page.keyboard.press('Escape')
  for (const tab of ['Code', 'Method']) {
    await page.getByRole('tab', { name: tab }).click()
    await look(lab, `lab-${tab.toLowerCase()}`)
  }
  await set(page, 'workers', '0')
  await expect(page.getByText(/error\[BAD_VALUE\]/)).toBeVisible()
  await look(lab, 'lab-bad-value')
  for (const view of VIEWS) {
    await goTo(page, `#/${view}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    if (view === 'history') await page.getByRole('row', { name: /lost-update/ }).click()
    if (view === 'pool') await expect(page.getByRole('row', { name: /^T\d .*adder/ })).toHaveCount(2)
    if (view === 'machine') await expect(page.getByText(/measured at/i)).toBeVisible()
    await look(lab, view)
  }
  expect(complaints).toEqual([])
})

test.describe('every screen', () => {
  let lab: BrowserLab
  // One run for all sizes: each is looked at in a page of its own, as it is loaded at that size.
  test.beforeAll(async ({ chromium }) => {
    lab = await openBrowserLab(chromium)
    await show(lab.page, QUICK)
    await runButton(lab.page).click()
    await expect(lab.page.getByText('Passed', { exact: true })).toBeVisible()
  })
  test.afterAll(() => lab.quit())

  for (const viewport of SIZES) {
    const size = `${viewport.width}x${viewport.height}`
    test(`fits into ${size}`, async () => {
      const page = await lab.freshPage({ viewport })
      try {
        await show(page, QUICK)
        await expect(page.getByText('Passed', { exact: true })).toBeVisible()
        expect(await overflowing(page)).toEqual([])
        await page.screenshot({ path: `${SCREENS}/lab-${size}.png` })
        await expect(runButton(page)).toBeInViewport()
        await expect(headline(page)).toBeInViewport()
        await explainAWord(page, viewport.width < 1280)
        for (const view of VIEWS) {
          await goTo(page, `#/${view}`)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          expect(await overflowing(page)).toEqual([])
          await page.screenshot({ path: `${SCREENS}/${view}-${size}.png` })
        }
      } finally {
        await page.context().close()
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
  await goTo(page, '#/pool')
  await expect(page.getByRole('row', { name: /^T\d .*adder/ })).toHaveCount(4)
  await page.waitForTimeout(1500)
  await look(lab, 'pool-live')
  await goTo(page, '#/lab/lost-update')
  await stopButton(page).click()
})

/** What a word of the lesson means stands beside it, inside the window, and moves nothing. */
async function explainAWord(page: Page, sideIsFolded: boolean): Promise<void> {
  if (sideIsFolded) await page.keyboard.press('Control+J')
  const term = page.getByRole('button', { name: 'cache line', exact: true })
  await term.scrollIntoViewIfNeeded()
  const before = present(await term.boundingBox(), 'word')
  await term.press('Enter')
  const meaning = page.getByRole('dialog', { name: 'cache line' })
  await expect(meaning).toBeInViewport({ ratio: 1 })
  expect(await overflowing(page)).toEqual([])
  expect(await term.boundingBox()).toEqual(before)
  const box = present(await meaning.boundingBox(), 'meaning')
  const gaps = [box.y - (before.y + before.height), before.y - (box.y + box.height)]
  expect(Math.max(...gaps)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...gaps)).toBeLessThan(12)
  expect(box.x).toBeLessThanOrEqual(before.x)
  await page.keyboard.press('Escape')
}
