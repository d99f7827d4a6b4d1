import { openBrowserLab } from '../browser-lab.ts'
import { open, runButton } from '../lab-page.ts'
import { expect, test } from '../lab-test.ts'
import { look } from '../look.ts'
import type { OpenedLab } from '../opened-lab.ts'
import { overflowing } from '../overflow.ts'

async function run({ page }: OpenedLab, id: string, params: Readonly<Record<string, string>>): Promise<void> {
  await open(page, id, params)
  await runButton(page).click()
}

async function lookAt({ page, complaints }: OpenedLab, name: string): Promise<void> {
  expect(await overflowing(page)).toEqual([])
  await look({ page }, name)
  expect(complaints).toEqual([])
}

test('an image grows tile by tile while it is computed, and stays when it is done', async ({ chromium }) => {
  const lab = await openBrowserLab(chromium, { viewport: { width: 1440, height: 1400 } })
  try {
    const { page } = lab
    await run(lab, 'mandelbrot', { workers: '3', trials: '1', warmUp: '0', iterations: '2000' })
    const live = page.locator('.live-tiles')
    const done = (): Promise<number> =>
      live
        .locator('.caption')
        .textContent()
        .then(text => Number(/(\d+) of 256 tiles/.exec(text ?? '')?.[1] ?? 0))
    await expect.poll(done, { intervals: [50] }).toBeGreaterThan(60)
    await lookAt(lab, 'tiles-live')
    await expect(page.getByText('Passed', { exact: true })).toBeVisible({ timeout: 90_000 })
    const picture = page.getByRole('figure', { name: /^Who computed which tile: / })
    await expect(picture.getByRole('img')).toHaveAttribute('aria-label', /T1 \d+ tiles, .*T3 \d+ tiles, /)
    await page.getByRole('button', { name: 'dynamic', exact: true }).first().click()
    await lookAt(lab, 'tiles')
  } finally {
    await lab.quit()
  }
})

test('a simulated experiment says so at its question, its verdict and on every figure', async ({ chromium }) => {
  const lab = await openBrowserLab(chromium, { colorScheme: 'light', viewport: { width: 1440, height: 1400 } })
  try {
    const { page } = lab
    await run(lab, 'gil-simulator', { workers: '2', trials: '2', work: '20', requests: '8' })
    await expect(page.getByText('Passed', { exact: true })).toBeVisible({ timeout: 90_000 })
    await expect(page.locator('.kicker')).toHaveText(/^\s*SIMULATED/)
    await expect(page.getByText('LIVE', { exact: true })).toHaveCount(0)
    for (const head of await page.getByRole('main').locator('.figure-head').all()) {
      await expect(head).toContainText('SIMULATED')
    }
    await lookAt(lab, 'gil-simulator')
  } finally {
    await lab.quit()
  }
})
