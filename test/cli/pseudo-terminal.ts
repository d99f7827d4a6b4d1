import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PROGRAM, start, type InterleaveOptions, type Started } from './run-interleave.ts'

/** Why there is no pseudo terminal to be had here; null where there is one. */
export function whyNoTerminal(): string | null {
  // Where there is no such program, there is no output either, whatever the types say.
  const { status, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' })
  return status === 0 && stdout.includes('util-linux') ? null : 'needs script from util-linux'
}

/** Starts one command line on a pseudo terminal: its output is what the screen gets, what is written is what was typed. */
export function startOnTerminal(args: readonly string[], options: InterleaveOptions & { size?: string } = {}): Started {
  const { entry = PROGRAM, size = 'cols 100 rows 40' } = options
  const words = [process.execPath, fileURLToPath(entry), ...args].map(word => `'${word.replaceAll("'", "'\\''")}'`)
  return start('script', ['-qec', `stty ${size}; exec ${words.join(' ')}`, '/dev/null'], options)
}

const SEQUENCE = /\u001b\[(\??[\d;]*)([A-Za-z])|[\r\n]|[^\u001b\r\n]+|\u001b/g

/** What stands on the screen after all that was written: enough of a terminal for lines that are repainted in place. */
export function screenAfter(written: string): string {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  for (const [piece, parameter = '', command] of written.matchAll(SEQUENCE)) {
    const line = lines[row] ?? ''
    const distance = Number(parameter === '' ? 1 : parameter)
    if (piece === '\r' || command === 'G') column = 0
    else if (piece === '\n') row += 1
    else if (command === 'A') row = Math.max(0, row - distance)
    else if (command === 'B') row += distance
    else if (command === 'K') lines[row] = parameter === '2' ? '' : line.slice(0, column)
    else if (command === undefined) {
      lines[row] = line.slice(0, column).padEnd(column) + piece + line.slice(column + piece.length)
      column += piece.length
    }
    while (lines.length <= row) lines.push('')
  }
  return lines
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '\n')
}
