import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { openDoor } from '../../src/engine/sync/native/door.ts'
import type { Primitives } from '../../src/engine/sync/waiter.ts'

/** A broken twin of the primitives: the shipped sources with one place changed. */
export type Twin = Primitives & { readonly openDoor: typeof openDoor }

const SOURCES = new URL('../../src/', import.meta.url)
const NATIVE = 'engine/sync/native'
const COPIED = ['base/lock-word.ts', NATIVE]

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * Copies the shipped primitives with one place changed.
 * @param file of `src/engine/sync/native`, as `mutex.ts`
 * @param find what stands there; it must stand there exactly once
 * @returns the URL of a module with all primitives and their door; see {@link importTwin}
 */
export function patchedPrimitives(file: string, find: string, replace: string): string {
  const source = readFileSync(new URL(`${NATIVE}/${file}`, SOURCES), 'utf8')
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`${file} has ${places} places that read ${JSON.stringify(find)}, not one`)
  const folder = mkdtempSync(join(tmpdir(), 'interleave-twin-'))
  folders.push(folder)
  for (const path of COPIED) cpSync(fileURLToPath(new URL(path, SOURCES)), join(folder, path), { recursive: true })
  writeFileSync(
    join(folder, NATIVE, file),
    source.replace(find, () => replace),
  )
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  const entry = join(folder, NATIVE, 'twin.ts')
  writeFileSync(entry, "export { openDoor } from './door.ts'\nexport * from './primitives.ts'\n")
  return pathToFileURL(entry).href
}

export async function importTwin(url: string): Promise<Twin> {
  const twin: unknown = await import(/* @vite-ignore */ url)
  if (!isTwin(twin)) throw new Error(`${url} is no twin of the primitives`)
  return twin
}

function isTwin(module: unknown): module is Twin {
  return typeof module === 'object' && module !== null && 'openDoor' in module && 'mutexAcquire' in module
}
