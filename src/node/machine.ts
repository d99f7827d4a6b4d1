import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Finding, Machine } from '../engine/ports.ts'
import { installedChromium } from './chromium.ts'
import { electronBinary } from './electron-binary.ts'

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

function findElectron(): Finding {
  const binary = electronBinary()
  return binary.found ? { found: true, detail: 'installed' } : { found: false, detail: binary.why }
}

function findChromium(): Finding {
  const installed = installedChromium()
  if (installed !== undefined) return { found: true, detail: installed.detail }
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
