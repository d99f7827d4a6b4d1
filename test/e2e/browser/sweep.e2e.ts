import { sweepDocumentSchema } from '../../../src/contract/sweep.ts'
import { expect, test } from '../lab-test.ts'
import { goTo, show } from '../lab-page.ts'
import { look } from '../look.ts'
import { downloaded } from '../opened-lab.ts'
import { overflowing } from '../overflow.ts'

/** Five trials a point, as an interval takes; long enough to stop it in the middle. */
const FORM = { variants: ['mutex'], set: { workers: '2', trials: '5' } }
const VALUES = '300000..900000:100000'
const POINTS = 7

test('a sweep is stopped half-way, keeps its points, goes on to its end, and is kept as one', async ({ lab }) => {
  const { page, complaints } = lab
  await show(page, FORM)
  await page.getByRole('button', { name: 'Sweep a parameter …' }).click()
  const section = page.getByRole('region', { name: 'Sweep', exact: true })
  await section.getByRole('combobox', { name: 'sweep', exact: true }).selectOption('additions')
  await section.getByRole('textbox', { name: 'over', exact: true }).fill(VALUES)
  await section.getByRole('button', { name: 'Start sweep' }).click()
  const progress = section.getByRole('progressbar', { name: 'Sweep over additions' })
  const done = async (): Promise<number> => Number(await progress.getAttribute('value'))
  await expect.poll(done).toBeGreaterThanOrEqual(2)
  await expect(section.getByText('LIVE')).toBeVisible()
  await expect(section.getByText(/^\d of 7 points, .* points\/s, \d+ s left/)).toBeVisible()
  // The line as far as it goes, with its band.
  const line = section.getByRole('figure', { name: /^throughput against additions/ })
  await line.press('t')
  await expect(line.getByRole('cell', { name: / \(.* to .*\)$/ }).first()).toBeVisible()
  await expect(line.getByRole('cell', { name: 'not measured' }).first()).toBeVisible()
  await section.getByRole('button', { name: 'Stop sweep' }).click()
  await expect(
    section.getByRole('heading', { name: /^Sweep of lost-update over additions, \d of 7 points: / }),
  ).toBeVisible()

  await section.getByRole('link', { name: 'All of the sweep' }).click()
  await expect(page.getByText('RECORDED')).toBeVisible()
  const cut = sweepDocumentSchema.parse(JSON.parse(await downloaded(page)))
  expect(cut.state).toBe('cancelled')
  expect(cut.points.length).toBeGreaterThanOrEqual(2)
  expect(cut.points.length).toBeLessThan(POINTS)
  await page.getByRole('button', { name: 'Go on with the sweep' }).click()
  await expect(page.getByText('It goes on.')).toBeVisible()
  await expect(page.getByText('It goes on.')).toHaveCount(0)
  const whole = sweepDocumentSchema.parse(JSON.parse(await downloaded(page)))
  expect(whole).toMatchObject({ id: cut.id, state: 'completed' })
  expect(whole.points).toHaveLength(POINTS)
  // What was measured before the stop is what it was.
  expect(whole.points).toEqual(expect.arrayContaining(cut.points))

  await goTo(page, '#/history')
  await page.getByRole('row', { name: /Sweep of lost-update over additions, 7 points/ }).dblclick()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sweep of lost-update')
  await expect(page.getByRole('heading', { name: 'throughput against additions' })).toBeVisible()
  await page.setViewportSize({ width: 1024, height: 640 })
  expect(await overflowing(page)).toEqual([])
  await page.setViewportSize({ width: 1024, height: 1500 })
  await look(lab, 'sweep')
  expect(complaints).toEqual([])
})
