import { spawn } from 'node:child_process'
import { hasDisplay } from './display.ts'

/**
 * Opens an address in the default browser. It goes to the opener as one argument, never through a shell.
 * @param onFailure called at most once, with why no browser opens
 */
export function openInBrowser(address: string, onFailure: (why: string) => void): void {
  if (!hasDisplay()) {
    onFailure('there is no display')
    return
  }
  const [program, ...args] = opener(address)
  const child = spawn(program, args, { stdio: 'ignore', detached: true }) // the browser outlives Ctrl-C here
  let told = false
  const fail = (why: string): void => {
    if (!told) onFailure(why)
    told = true
  }
  child.on('error', () => {
    fail(`${program} cannot be started`)
  })
  child.on('exit', code => {
    if (code !== 0) fail(`${program} found none`)
  })
  child.unref()
}

function opener(address: string): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address]
  // `cmd /c start` would read the address as part of a command line of its own.
  if (process.platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', address]
  return ['xdg-open', address]
}
