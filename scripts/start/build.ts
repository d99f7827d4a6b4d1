import { createHash } from 'node:crypto'
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as buildAll } from 'electron-vite'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STAMP = join(ROOT, 'out', 'built-from')

/** What the built files are made from; tests and documents are not among it. */
const SOURCES = ['src/**/*', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']

/** Builds out/main, out/preload and out/renderer, and remembers from what. */
export async function build(logLevel: 'info' | 'warn' = 'info'): Promise<void> {
  const from = sourcesHash()
  await buildAll({ root: ROOT, logLevel })
  // Reports carry this script as it is written: the same bytes from sources and from a build.
  copyFileSync(join(ROOT, 'src/report-page/replay.js'), join(ROOT, 'out/main/report-replay.js'))
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, from)
}

/** Builds if anything was changed since the last time; says so in one line. */
export async function buildIfStale(): Promise<void> {
  if (isCurrent()) return
  console.log('Building the window (at the first start, and after changes of the sources) …')
  await build('warn')
}

function isCurrent(): boolean {
  try {
    return readFileSync(STAMP, 'utf8') === sourcesHash()
  } catch {
    return false // never built
  }
}

/** By content: times say little after a checkout. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  for (const file of files.toSorted()) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
