import { randomInt } from 'node:crypto'
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Finding, Machine } from '../engine/ports.ts'

/** This machine as Node sees it. Nothing here names its user or the machine itself. */
export function nodeMachine(): Machine {
  const cpus = os.cpus()
  return {
    facts: {
      cpu: cpus[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
      platform: process.platform,
      arch: process.arch,
      osRelease: os.release(),
    },
    versions: { interleave: ownVersion(), node: process.versions.node, v8: process.versions.v8 },
    freeMemoryBytes: () => os.freemem(),
    findElectron,
    findChromium,
    entropy: () => randomInt(2 ** 32),
  }
}

/** The package's version: package.json lies two folders up from the sources and from the built files alike. */
export function ownVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed
  return hasVersion ? String(parsed.version) : 'unknown'
}

/** Looked up, never imported: importing `electron` outside Electron would try to download it. */
function findElectron(): Finding {
  let folder: string
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return { found: false, detail: 'the electron package is not installed' }
  }
  try {
    const executable = readFileSync(join(folder, 'path.txt'), 'utf8').trim()
    accessSync(join(folder, 'dist', executable), constants.X_OK)
    return { found: true, detail: 'installed' }
  } catch {
    return { found: false, detail: 'the package is there, its binary is not downloaded' }
  }
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

function findChromium(): Finding {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '')
  const onPath = BROWSERS.flatMap(name => folders.map(folder => ({ name, file: join(folder, name + suffix) })))
  const system = onPath.find(({ file }) => isExecutable(file))
  if (system !== undefined) return { found: true, detail: `${system.name} on the PATH` }
  if (ELSEWHERE.some(isExecutable)) return { found: true, detail: 'installed as an application' }
  const downloaded = playwrightBrowser()
  if (downloaded !== undefined) return { found: true, detail: `Playwright's download (${downloaded})` }
  return { found: false, detail: 'none on the PATH' }
}

/** Where Playwright keeps the browsers it downloaded. */
function playwrightBrowser(): string | undefined {
  const cache = {
    linux: join(os.homedir(), '.cache'),
    darwin: join(os.homedir(), 'Library', 'Caches'),
    win32: join(os.homedir(), 'AppData', 'Local'),
  }
  const folder = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(cache[knownPlatform()], 'ms-playwright')
  try {
    return readdirSync(folder).find(name => name.startsWith('chromium'))
  } catch {
    return undefined
  }
}

function knownPlatform(): 'linux' | 'darwin' | 'win32' {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
