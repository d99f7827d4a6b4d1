import { pageFolder } from '../node/page-folder.ts'

/** A file of the built page. */
export interface ContentFile {
  readonly path: string
  readonly type: string
}

/**
 * The files that may be served, by the path that asks for them: what lies in the folder now, and nothing else ever.
 * Asking is a look-up by the exact path, so there is no path that leads out of the folder.
 */
export function contentManifest(folder: string): ReadonlyMap<string, ContentFile> {
  const files = new Map<string, ContentFile>()
  for (const [target, { path, type }] of pageFolder(folder)) {
    if (type !== null) files.set(target, { path, type })
  }
  const index = files.get('/index.html')
  if (index !== undefined) files.set('/', index)
  return files
}
