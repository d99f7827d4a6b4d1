import { accessSync, constants, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

export interface InstalledProgram {
  readonly program: string
  readonly detail: string
}

/** A browser of Chromium's family that is installed on this machine, and how it was found; undefined where none is. */
export function installedChromium(): InstalledProgram | undefined {
  for (const name of BROWSERS) {
    const found = onPath(name)
    if (found !== undefined) return found
  }
  const application = ELSEWHERE.find(isExecutable)
  return application === undefined ? undefined : { program: application, detail: 'installed as an application' }
}

/** Chromium without its windows: it prints, and cannot show a page to anybody. */
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell']

/**
 * A browser that can print: an installed one, one without windows, or Playwright's download.
 * @param named a program that goes before all of them
 */
export function printingChromium(named = process.env['LAB_CHROMIUM']): InstalledProgram | undefined {
  if (named !== undefined && isExecutable(named)) return { program: named, detail: 'the one that LAB_CHROMIUM names' }
  const shell = SHELLS.map(onPath).find(found => found !== undefined)
  return shell ?? installedChromium() ?? downloadedChromium()
}

/** Where Playwright keeps the browsers that it downloaded, newest last by its own numbers. */
function downloadedChromium(): InstalledProgram | undefined {
  const folder = playwrightFolder()
  const found = namesIn(folder)
    .filter(name => name.startsWith('chromium'))
    .toSorted()
    .toReversed()
    .flatMap(name => DOWNLOADED.map(inside => join(folder, name, inside)))
    .find(isExecutable)
  return found === undefined ? undefined : { program: found, detail: 'Playwright’s download' }
}

/** Inside the folder of one download. */
const DOWNLOADED = [
  'chrome-headless-shell-linux64/chrome-headless-shell',
  'chrome-linux/headless_shell',
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
]

export function playwrightFolder(): string {
  const caches = {
    linux: join(homedir(), '.cache'),
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: join(homedir(), 'AppData', 'Local'),
  }
  return process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(caches[knownPlatform()], 'ms-playwright')
}

function knownPlatform(): 'linux' | 'darwin' | 'win32' {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
}

/** Names in a folder; none where it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A program by its name, in the folders of the PATH. */
export function onPath(name: string): InstalledProgram | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '')
  const program = folders.map(folder => join(folder, name + suffix)).find(isExecutable)
  return program === undefined ? undefined : { program, detail: `${name} on the PATH` }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
