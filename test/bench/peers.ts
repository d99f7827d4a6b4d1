import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { invariant } from '../../src/base/assert.ts'
import type { Program } from './native-side.ts'

/** A resident program of another language, or the reason why there is none. */
export type Peer =
  (Program & { readonly there: true; readonly version: string }) | { readonly there: false; readonly why: string }

/** The languages that the lab is held against. */
export interface Peers {
  readonly c: Peer
  readonly rust: Peer
  readonly python: Peer
}

export type PeerName = keyof Peers

/** Compiles and looks up what there is on this machine. */
export function findPeers(): Peers {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-bench-'))
  // On `exit`, so that it also goes when the process is interrupted.
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    c: compiled(
      'cc',
      ['-O2', '-pthread', '-fno-math-errno'],
      ['harness.c', 'counters.c', 'locks.c'],
      executableIn(folder, 'c'),
    ),
    rust: compiled('rustc', ['--edition', '2021', '-O'], ['locks.rs'], executableIn(folder, 'rust')),
    python: interpreted(),
  }
}

/** Why a row that needs this language is absent, or null. */
export function whyAbsent(peer: Peer): string | null {
  return peer.there ? null : peer.why
}

/** How to start it; only where it is there. */
export function programOf(peer: Peer): Program {
  invariant(peer.there, 'rows without their peer are not opened')
  return peer
}

/** What a language says of itself; null where it is absent. */
export function versionOf(peer: Peer): string | null {
  return peer.there ? peer.version : null
}

function sourceOf(name: string): string {
  return fileURLToPath(new URL(`./native/${name}`, import.meta.url))
}

function executableIn(folder: string, name: string): string {
  return join(folder, process.platform === 'win32' ? `${name}.exe` : name)
}

function compiled(compiler: string, flags: readonly string[], names: readonly string[], executable: string): Peer {
  const version = firstLineOf(compiler, ['--version'])
  if (version === null) return { there: false, why: `${compiler} is not on the PATH or does not run` }
  const { status, stderr } = spawnSync(compiler, [...flags, '-o', executable, ...names.map(sourceOf)], {
    encoding: 'utf8',
  })
  if (status !== 0) {
    const problem = stderr.split('\n').find(line => line.includes('error')) ?? 'it gave no reason'
    return { there: false, why: `${compiler} does not compile test/bench/native/${names.join(', ')} here: ${problem}` }
  }
  return { there: true, command: executable, args: [], version: `${version} ${flags.join(' ')}` }
}

const PYTHON = 'python3'

/** Before 3.13 nobody could ask; there was no Python without the lock. */
const ABOUT_PYTHON = `import sys, platform
gil = getattr(sys, '_is_gil_enabled', lambda: True)()
print(platform.python_implementation(), platform.python_version(), 'with its GIL' if gil else 'without a GIL')`

function interpreted(): Peer {
  const version = firstLineOf(PYTHON, ['-c', ABOUT_PYTHON])
  if (version === null) return { there: false, why: `${PYTHON} is not on the PATH or does not run` }
  return { there: true, command: PYTHON, args: [sourceOf('locks.py')], version }
}

function firstLineOf(command: string, args: readonly string[]): string | null {
  const { error, status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  if (error !== undefined || status !== 0) return null
  return stdout.split('\n')[0] ?? null
}
