import { electronBinary } from '../../src/node/electron-binary.ts'

/** Electron's program, or why these tests cannot run here. */
export function electronProgram(): { readonly program: string } | { readonly why: string } {
  const binary = electronBinary()
  if (!binary.found) return { why: `Electron: ${binary.why}; npx install-electron fetches it` }
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
  if (process.platform === 'linux' && display === undefined) return { why: 'Electron: there is no display here' }
  return binary
}
