import { accessSync, constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where Electron's program is, or why it is not there. */
export type ElectronBinary =
  | { readonly found: true; readonly program: string }
  | {
      readonly found: false
      readonly why: string
      /** The folder of the package, if that is there. */ readonly folder: string | null
    }

/** Looked up, never imported: importing `electron` outside Electron would try to download it. */
export function electronBinary(): ElectronBinary {
  let folder: string
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return { found: false, why: 'the electron package is not installed', folder: null }
  }
  try {
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    accessSync(program, constants.X_OK)
    return { found: true, program }
  } catch {
    return { found: false, why: 'the package is there, its binary is not downloaded', folder }
  }
}
