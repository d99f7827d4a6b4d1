import { expect, type Locator, type Page } from '@playwright/test'

/** The Lab screen as its users find their way on it. */

export function runButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Run( again)?\b/ })
}

export function stopButton(page: Page): Locator {
  return page.getByRole('button', { name: 'Stop', exact: true })
}

/** The sentence of the verdict alone. */
export function headline(page: Page): Locator {
  return verdict(page).getByRole('heading', { level: 2 })
}

/** What is said of the run: where it stands, its verdict, and what is behind it. */
export function verdict(page: Page): Locator {
  return page.getByRole('region', { name: 'Verdict', exact: true })
}

/** The live rates of the workers. */
export function ratesChart(page: Page): Locator {
  return page.getByRole('figure', { name: /^Rates over time/ }).getByRole('img')
}

/**
 * A figure in one of the tables.
 * @param corner what the table's first column is headed by
 * @param column 0-based, of the variants
 */
export function cellOf(page: Page, corner: string, row: string, column: number): Locator {
  return page
    .getByRole('table')
    .filter({ has: page.getByRole('columnheader', { name: corner, exact: true }) })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${row}(?![\\w-])`) }) })
    .getByRole('cell')
    .nth(column)
}

/** Types a value into a parameter's field. */
export async function set(page: Page, parameter: string, value: string): Promise<Locator> {
  const field = page.getByRole('textbox', { name: new RegExp(`^${parameter}\\b`) })
  await field.fill(value)
  return field
}

/** Leaves only these variants chosen. */
export async function choose(page: Page, variants: readonly string[]): Promise<void> {
  const route = new URL(page.url())
  const [path = '', query = ''] = route.hash.split('?')
  const params = new URLSearchParams(query)
  params.set('v', variants.join(','))
  await goTo(page, `${path}?${params.toString()}`)
}

/** Shows an experiment with the given parameters, by its address. */
export async function show(
  page: Page,
  { variants, set: values }: { readonly variants?: readonly string[]; readonly set: Readonly<Record<string, string>> },
): Promise<void> {
  await expect(runButton(page)).toBeEnabled()
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) params.set(`p.${name}`, value)
  if (variants !== undefined) params.set('v', variants.join(','))
  await goTo(page, `#/lab/lost-update?${params.toString()}`)
  for (const [name, value] of Object.entries(values)) {
    const field = page.getByRole('textbox', { name: new RegExp(`^${name}\\b`) })
    await expect.poll(async () => (await field.inputValue()).replaceAll(/\D/g, '')).toBe(value)
  }
}

/** Goes from the experiment that is shown to another one, that has not been run yet, and waits until it is there. */
export async function open(page: Page, id: string, set: Readonly<Record<string, string>>): Promise<void> {
  // Before it has its catalogue, the page knows no experiment to go to.
  await expect(verdict(page)).toContainText(/\S/)
  const params = new URLSearchParams(Object.entries(set).map(([name, value]) => [`p.${name}`, value]))
  await goTo(page, `#/lab/${id}?${params.toString()}`)
  await expect(page.getByRole('main').locator('header .mono')).toHaveText(id)
  await expect(verdict(page)).toContainText('Not run yet')
}

export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(to => {
    location.hash = to
  }, hash)
}

/** How often a chart was repainted so far. */
export async function paintsOf(chart: Locator): Promise<number> {
  return Number(await chart.getAttribute('data-paints'))
}

/** With the page's own clock, read in the same moment: a test that waits for a second waits a little longer. */
export function paintsAt(chart: Locator): Promise<{ readonly paints: number; readonly millis: number }> {
  return chart.evaluate(element => ({
    paints: Number(element.getAttribute('data-paints')),
    millis: performance.now(),
  }))
}
