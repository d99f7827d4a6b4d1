import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COMPILER = fileURLToPath(new URL('../bin/asc.js', import.meta.resolve('assemblyscript/asc')))

const SOURCES = ['src/base/lock-word.ts', 'src/engine/sync/native']
const ENTRY = 'src/engine/sync/native/primitives.ts'
const DOOR = 'src/engine/sync/native/door.ts'
const WASM_DOOR = 'scripts/wasm/door.ts'

/** The memory is the host's: at most what a run may have. */
const MEMORY = [
  '--importMemory',
  '--noExportMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '4096',
]
const OPTIONS = ['--enable', 'threads', '--runtime', 'stub', '--noAssert', '-O3', ...MEMORY]

/**
 * Compiles the primitives to WebAssembly: the very sources, but for the door.
 * @throws {Error} with the compiler's messages
 */
export function compilePrimitives(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-wasm-'))
  try {
    for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true })
    cpSync(join(ROOT, WASM_DOOR), join(folder, DOOR))
    execFileSync(process.execPath, [COMPILER, ENTRY, ...OPTIONS, '--outFile', 'primitives.wasm'], { cwd: folder })
    return readFileSync(join(folder, 'primitives.wasm'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
