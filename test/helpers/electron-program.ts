import { hasDisplay } from '../../src/node/display.ts'
import { electronBinary } from '../../src/node/electron-binary.ts'

/** Electron's program, or why these tests cannot run here. */
export function electronProgram(): { readonly program: string } | { readonly why: string } {
  const binary = electronBinary()
  if (!binary.found) return { why: `Electron: ${binary.why}; npx install-electron fetches it` }
  if (!hasDisplay()) return { why: 'Electron: there is no display here' }
  return binary
}
