/**
 * Takes the one-time code out of the page's address, as `#code=…` or `#/?code=…`, so that it is neither shown, nor
 * kept in the history, nor copied with the address.
 */
export function takeCode(location: Location, history: History): string | null {
  const route = location.hash.replace(/^#/, '')
  const mark = route.indexOf('?')
  const path = mark >= 0 ? route.slice(0, mark) : ''
  const query = new URLSearchParams(mark >= 0 ? route.slice(mark + 1) : route)
  // A route without a query ("/lab/lost-update") reads as one odd name, which is no code.
  const code = query.get('code')
  if (code === null) return null
  query.delete('code')
  const rest = query.toString()
  const hash = `#${path === '' ? '/' : path}${rest === '' ? '' : `?${rest}`}`
  history.replaceState(history.state, '', `${location.pathname}${location.search}${hash}`)
  return code
}
