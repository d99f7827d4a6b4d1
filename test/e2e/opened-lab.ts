import { existsSync, readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'

/** A lab that is open in one of its shells, as tests see it. */
export interface OpenedLab {
  readonly page: Page
  /** Another window on the same lab. */
  secondPage(): Promise<Page>
  /** The process that carries the engine. */
  hostPid(): Promise<number>
  /** Exports the run that a page shows. @returns what the file holds */
  exportJson(page: Page): Promise<string>
  /** Everything that pages complained about: errors, warnings, what the content policy forbade. */
  readonly complaints: readonly string[]
  /** Ends the shell as its user would. @returns its exit code, and how long that took */
  quit(): Promise<{ readonly code: number | null; readonly millis: number }>
  /** Processes of the shell that exist now. */
  processes(): readonly number[]
}

/** A file that is written whole or not at all. */
export async function readWhenWritten(path: string): Promise<string> {
  await expect.poll(() => existsSync(path)).toBe(true)
  return readFileSync(path, 'utf8')
}

/** Chooses a report by its ending in the page's menu. */
export async function askForReport(page: Page, ending: string): Promise<void> {
  await page.getByRole('button', { name: 'Report', exact: true }).click()
  const menu = page.getByRole('dialog', { name: 'Report', exact: true })
  await menu
    .getByRole('button')
    .filter({ has: page.getByText(`.${ending}`, { exact: true }) })
    .click()
}

/** The file that a page lets its browser download. */
export async function downloaded(page: Page, ending = 'json'): Promise<string> {
  const download = page.waitForEvent('download')
  await askForReport(page, ending)
  return readFileSync(await (await download).path(), 'utf8')
}

/** Keeps what a page complains about. */
export function listenTo(page: Page, complaints: string[]): void {
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
}
