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
  return forkProcess(file)
}
