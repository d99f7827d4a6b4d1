import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { pageHeaders } from '../base/page-headers.ts'
import type { ContentFile } from './content-manifest.ts'
import { APP_SCHEME, BUILT_PAGE } from './page-source.ts'

const HEADERS = pageHeaders()

/** Makes `app://` an origin like that of a secure site; to be called before the program is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built page from its manifest; whatever else is asked for is not there. */
export function serveContent(manifest: ReadonlyMap<string, ContentFile>): void {
  protocol.handle(APP_SCHEME, async ({ url, method }) => {
    const { protocol: scheme, host, pathname } = new URL(url)
    const file = `${scheme}//${host}` === BUILT_PAGE.origin && method === 'GET' ? manifest.get(pathname) : undefined
    if (file === undefined) return new Response('there is no such file', { status: 404, headers: HEADERS })
    return new Response(await readFile(file.path), { headers: { ...HEADERS, 'Content-Type': file.type } })
  })
}
