import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')

const IGNORED_FOLDERS = read('.gitignore')
  .split('\n')
  .filter(line => line.endsWith('/'))
  .map(line => line.slice(0, -1))

/** Text of a file of the checkout, by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Every file that is, or may become, part of the repository, by its path from the root with forward slashes. */
export function checkedInFiles(): readonly string[] {
  return filesBelow(ROOT).map(path => relative(ROOT, path).replaceAll(sep, '/'))
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name === '.git' || IGNORED_FOLDERS.includes(entry.name) ? [] : filesBelow(path)
    return entry.isFile() && !entry.name.endsWith('.tsbuildinfo') ? [path] : []
  })
}
