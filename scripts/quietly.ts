import { spawnSync } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/**
 * Runs a command line mostly on what others leave of the cores. It lowers itself and hands that on: on Linux a priority is a
 * thread's, and from outside one would lower the first thread of a program alone.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
const { status } = spawnSync(process.argv.slice(2).join(' '), { shell: true, stdio: 'inherit' })
process.exitCode = status ?? 1
