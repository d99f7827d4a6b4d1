import { spawn } from 'node:child_process'
import { ROOT } from '../start/build.ts'

/** One command of the whole test. */
export interface Part {
  readonly name: string
  /** As one would type it in a script of `package.json`. */
  readonly command: string
}

export interface Ended {
  readonly name: string
  readonly passed: boolean
  readonly seconds: number
  /** All that it printed. */
  readonly output: string
}

/**
 * Runs a part to its end.
 * @param shown whether what it prints is shown while it runs, too
 */
export function run({ name, command }: Part, shown: boolean): Promise<Ended> {
  const started = performance.now()
  const chunks: Buffer[] = []
  const keep = (chunk: Buffer): void => {
    chunks.push(chunk)
    if (shown) process.stdout.write(chunk)
  }
  return new Promise((ended, failed) => {
    const child = spawn(command, {
      cwd: ROOT,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    })
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', failed)
    child.on('close', status => {
      const seconds = (performance.now() - started) / 1000
      ended({ name, passed: status === 0, seconds, output: Buffer.concat(chunks).toString() })
    })
  })
}

/** Runs parts one after the other, each whatever became of those before it. */
export async function inTurn(parts: readonly Part[], shown: boolean): Promise<readonly Ended[]> {
  const ended: Ended[] = []
  for (const part of parts) ended.push(await run(part, shown))
  return ended
}
