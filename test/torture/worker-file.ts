import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const ENTRY = new URL('./worker-main.ts', import.meta.url)

let made: Promise<string> | undefined

/**
 * The worker in one plain file: a thread that has to strip types of forty files takes five times as long to start, and
 * these tests end thousands of threads.
 */
export function workerFile(): Promise<string> {
  made ??= bundle()
  return made
}

async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-torture-'))
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: fileURLToPath(ENTRY),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  })
  return join(folder, 'worker.mjs')
}
