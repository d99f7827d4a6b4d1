import { spawnSync } from 'node:child_process'

interface Listed {
  readonly pid: number
  readonly parent: number
  readonly group: number
}

/** Processes that exist now; those that only wait for somebody to take note of their end do not count. */
function listed(): readonly Listed[] {
  // These options are understood by the ps of Linux and of macOS.
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' })
  return stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(([, , , state]) => state?.startsWith('Z') === false)
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }))
}

export function childrenOf(parent: number | undefined): readonly number[] {
  return listed()
    .filter(process => process.parent === parent)
    .map(({ pid }) => pid)
}

/** The processes of a group; none once all of them are gone. */
export function groupOf(leader: number | undefined): readonly number[] {
  return listed()
    .filter(process => process.group === leader)
    .map(({ pid }) => pid)
}
