import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { installedChromium, onPath } from '../../src/node/chromium.ts'

/** A Chromium for the page tests, or why there is none. */
export type Obtained = { readonly program: string; readonly detail: string } | { readonly why: string }

/** Chromium without a window's worth of interface: page tests need half the time in it. */
const HEADLESS_SHELL = 'chromium-headless-shell'
/** A download gets so long before the next way is tried. */
const DOWNLOAD_WITHIN_MILLIS = 300_000

/** Looks for an installed Chromium, then for Playwright's own; fetches one where there is none. */
export function obtainChromium(): Obtained {
  const present = findChromium()
  if (present !== undefined) return present
  console.log('There is no Chromium here; Playwright fetches its own …')
  const downloadTrouble = run(process.execPath, [playwrightCli(), 'install', 'chromium'], DOWNLOAD_WITHIN_MILLIS)
  const downloaded = findChromium()
  if (downloaded !== undefined) return downloaded
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return { why: downloadTrouble }
  console.log('Playwright could not; Debian’s is installed …')
  const updateTrouble = run('apt-get', ['update'], DOWNLOAD_WITHIN_MILLIS)
  const installTrouble = run(
    'apt-get',
    ['install', '-y', '--no-install-recommends', HEADLESS_SHELL, 'fonts-dejavu-core'],
    DOWNLOAD_WITHIN_MILLIS,
  )
  return findChromium() ?? { why: installTrouble === '' ? updateTrouble : installTrouble }
}

function findChromium(): { program: string; detail: string } | undefined {
  const named = process.env['LAB_CHROMIUM']
  if (named !== undefined && existsSync(named)) return { program: named, detail: 'the one that LAB_CHROMIUM names' }
  const installed = onPath(HEADLESS_SHELL) ?? installedChromium()
  if (installed !== undefined) return installed
  const program = chromium.executablePath()
  return existsSync(program) ? { program, detail: 'Playwright’s Chromium' } : undefined
}

/** @returns the last line of what it complained about; empty where it did not */
function run(program: string, args: readonly string[], withinMillis: number): string {
  const { error, status, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: withinMillis,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (error !== undefined) return error.message
  if (status === 0) return ''
  return stderr.trim().split('\n').at(-1) ?? `exit code ${String(status)}`
}

/** Playwright's own program, to be run by Node. */
export function playwrightCli(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js')
}
