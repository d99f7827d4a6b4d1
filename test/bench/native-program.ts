import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('./native/counters.c', import.meta.url))
const COMPILER = 'cc'
const FLAGS = ['-O2', '-pthread']

/** The C side, compiled on this machine, or the reason why there is none. */
export type NativeProgram =
  | { readonly there: true; readonly executable: string; readonly compiler: string }
  | { readonly there: false; readonly why: string }

/** Compiles the C side into a temporary folder that goes away with this process. */
export function compileNativeProgram(): NativeProgram {
  const asked = spawnSync(COMPILER, ['--version'], { encoding: 'utf8' })
  if (asked.error !== undefined || asked.status !== 0) {
    return { there: false, why: `no C compiler: ${COMPILER} is not on the PATH or does not run` }
  }
  const folder = mkdtempSync(join(tmpdir(), 'interleave-bench-'))
  // On `exit`, so that it also goes when the process is interrupted.
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  const executable = join(folder, process.platform === 'win32' ? 'counters.exe' : 'counters')
  const compiled = spawnSync(COMPILER, [...FLAGS, '-o', executable, SOURCE], { encoding: 'utf8' })
  if (compiled.status !== 0) {
    const problem = compiled.stderr.split('\n').find(line => line.includes('error')) ?? 'it gave no reason'
    return { there: false, why: `${COMPILER} does not compile test/bench/native/counters.c here: ${problem}` }
  }
  const [firstLine = COMPILER] = asked.stdout.split('\n')
  return { there: true, executable, compiler: `${firstLine} ${FLAGS.join(' ')}` }
}
