import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../../../src/node/compile-cache.ts'

const LIMIT_MILLIS = 50_000

export interface ScriptEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
  readonly errors: string
}

/** Runs a script in a process of its own until it ends by itself; one that does not is killed, which shows as a signal. */
export async function runScript(file: URL, flags: readonly string[] = []): Promise<ScriptEnd> {
  const child = spawn(process.execPath, [...flags, fileURLToPath(file)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    timeout: LIMIT_MILLIS,
    killSignal: 'SIGKILL',
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, output, errors })
    })
  })
}
