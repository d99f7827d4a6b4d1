import { readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

/** A file of the built page. */
export interface ContentFile {
  readonly path: string
  readonly type: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

/**
 * The files that may be served, by the path that asks for them: what lies in the folder now, and nothing else ever.
 * Asking is a look-up by the exact path, so there is no path that leads out of the folder.
 */
export function contentManifest(folder: string): ReadonlyMap<string, ContentFile> {
  const files = new Map<string, ContentFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { path, type })
  }
  const index = files.get('/index.html')
  if (index !== undefined) files.set('/', index)
  return files
}
