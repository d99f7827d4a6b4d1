import { COMPILE_CACHE } from '../node/compile-cache.ts'
import { forkProcess, type ChildProcess } from '../node/processes.ts'

/** From sources the host is a .ts file, built it is a .js file beside this one. */
const HOST_FILE = new URL(
  import.meta.url.endsWith('.ts') ? './forked-host-main.ts' : './forked-host-main.js',
  import.meta.url,
)

/**
 * Starts an engine host as a child of this Node process.
 * @param file the host's entry; tests put other experiments behind it
 */
export function forkHost(file: URL = HOST_FILE): ChildProcess {
  // A page waits for it: with what Node kept of its sources it is up in three quarters of the time.
  return forkProcess(file, { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE })
}
