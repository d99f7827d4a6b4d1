import { readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

/** A file of the built page. */
export interface PageFolderFile {
  readonly path: string
  /** Its content type; null for a kind of file that a page is not known to have. */
  readonly type: string | null
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
])

/**
 * What lies in the folder of the built page now, by the path that a page asks for it with. A list to look things up in:
 * no path leads out of the folder, and what a link points to is no part of the build.
 */
export function pageFolder(folder: string): Map<string, PageFolderFile> {
  const files = new Map<string, PageFolderFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const type = TYPES.get(extname(entry.name)) ?? null
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { path, type })
  }
  return files
}
