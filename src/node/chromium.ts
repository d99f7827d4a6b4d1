import { accessSync, constants } from 'node:fs'
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
