/** Where windows take their page from, and which addresses are that page. */
export interface PageSource {
  readonly url: string
  readonly origin: string
}

export const APP_SCHEME = 'app'

/** The page of the build, served by this process itself. */
export const BUILT_PAGE: PageSource = { url: `${APP_SCHEME}://interleave/`, origin: `${APP_SCHEME}://interleave` }

/**
 * The built page; while developing, that of the server with hot reload.
 * @param devServer what `electron-vite dev` puts into the environment; an installed program never listens to it
 */
export function pageSource(isPackaged: boolean, devServer: string | undefined): PageSource {
  if (isPackaged || devServer === undefined) return BUILT_PAGE
  return { url: devServer, origin: originOf(devServer) ?? BUILT_PAGE.origin }
}

/** True for the page itself, whatever its route; another document of the same origin is not it. */
export function isOwnPage(source: PageSource, url: string): boolean {
  return originOf(url) === source.origin && ['', '/', '/index.html'].includes(new URL(url).pathname)
}

/** True for what the page may load. */
export function mayLoad(source: PageSource, url: string): boolean {
  const origin = originOf(url)
  if (origin === null) return false
  // A data URL is no request that leaves the page.
  if (origin === source.origin || url.startsWith('devtools://') || url.startsWith('data:')) return true
  // The socket of hot reload.
  return source !== BUILT_PAGE && origin.replace(/^ws/, 'http') === source.origin
}

/** `URL.origin` is "null" for schemes that the standard does not list, ours among them. */
function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
