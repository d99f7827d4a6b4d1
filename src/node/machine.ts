import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import type { Finding, Machine } from '../engine/ports.ts'
import { installedChromium, namesIn, playwrightFolder } from './chromium.ts'
import { electronBinary } from './electron-binary.ts'
import { clockSpeed, processorTimes } from './processors.ts'
import { findInterpreters } from './python-interpreters.ts'

/** This machine as Node sees it. Nothing here names its user or the machine itself. */
export function nodeMachine(): Machine {
  const cpus = os.cpus()
  const lasting = {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    platform: process.platform,
    arch: process.arch,
    osRelease: os.release(),
    clockStepNanos: clockStepNanos(),
  }
  return {
    // The load is that of the moment at which a run begins.
    get facts() {
      return { ...lasting, loadAverage: loadAverage() }
    },
    versions: { interleave: ownVersion(), node: process.versions.node, v8: process.versions.v8 },
    freeMemoryBytes: () => os.freemem(),
    processorTimes,
    clockSpeed,
    findElectron,
    findChromium,
    findInterpreters,
    entropy: () => randomInt(2 ** 32),
  }
}

/** Windows has no such figure, and Node says 0 there. */
function loadAverage(): number | null {
  return process.platform === 'win32' ? null : (os.loadavg()[0] ?? null)
}

/** The smallest step in a number of readings of the clock that workers read. */
function clockStepNanos(): number {
  let smallest = Infinity
  let before = process.hrtime.bigint()
  for (let reading = 0; reading < CLOCK_READINGS; reading++) {
    const now = process.hrtime.bigint()
    if (now > before) smallest = Math.min(smallest, Number(now - before))
    before = now
  }
  return smallest === Infinity ? 1 : smallest
}

/** Takes about a tenth of a millisecond. */
const CLOCK_READINGS = 1000

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

function playwrightBrowser(): string | undefined {
  return namesIn(playwrightFolder()).find(name => name.startsWith('chromium'))
}
