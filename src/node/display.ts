/** True where windows can be opened; macOS and Windows always have a display. */
export function hasDisplay(): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(name => name !== undefined && name !== '')
}
