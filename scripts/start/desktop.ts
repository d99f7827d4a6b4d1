import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { hasDisplay } from '../../src/node/display.ts'
import { electronBinary } from '../../src/node/electron-binary.ts'
import { ROOT } from './build.ts'

/** A download of a hundred megabytes may take its time; a network that answers nothing must not hold anybody up. */
const FETCH_WITHIN_MILLIS = 300_000
/** Electron that ends sooner than this with an error has shown nothing. */
const SHOWN_AFTER_MILLIS = 10_000

/** Electron's program, or in one sentence why the desktop window cannot be opened here. */
export type Desktop = { readonly program: string } | { readonly why: string }

/** Looks for a display and for Electron's program, and fetches that if it is not there yet. */
export async function findDesktop(): Promise<Desktop> {
  if (!hasDisplay()) return { why: 'there is no display here' }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { why: 'Electron keeps its sandbox here, and so does not run as root' }
  }
  const present = electronBinary()
  if (present.found) return present
  if (present.folder === null) return { why: present.why }
  console.log('Fetching Electron (once, some 100 MB) …')
  const trouble = await fetchElectron(present.folder)
  const fetched = electronBinary()
  return fetched.found ? fetched : { why: `Electron’s program is not installed and could not be fetched (${trouble})` }
}

/**
 * Opens the window and waits until it is closed.
 * @returns null, or why nothing was to be seen
 */
export function openDesktop(program: string, args: readonly string[] = ['.']): Promise<string | null> {
  const started = performance.now()
  return new Promise(resolve => {
    const electron = spawn(program, args, { cwd: ROOT, stdio: 'inherit' })
    // Ctrl-C reaches Electron too; whoever waits for it goes on waiting until it has wound up.
    const ignore = (): void => undefined
    process.on('SIGINT', ignore)
    const end = (why: string | null): void => {
      process.off('SIGINT', ignore)
      resolve(why)
    }
    electron.on('error', error => {
      end(`Electron could not be started (${error.message})`)
    })
    electron.on('exit', (code, signal) => {
      const failed = code !== 0 && signal !== 'SIGINT' && signal !== 'SIGTERM'
      const early = performance.now() - started < SHOWN_AFTER_MILLIS
      end(failed && early ? `Electron ended at once (${signal ?? `exit code ${String(code)}`})` : null)
    })
  })
}

/** Runs the package's own installer. @returns the last thing it said, for people */
function fetchElectron(folder: string): Promise<string> {
  return new Promise(resolve => {
    const install = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: FETCH_WITHIN_MILLIS,
    })
    let said = ''
    install.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    install.on('close', (code, signal) => {
      const [first = ''] = said.split('\n')
      resolve(signal !== null ? 'it took too long' : first.trim() === '' ? `exit code ${String(code)}` : first.trim())
    })
  })
}
