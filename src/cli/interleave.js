#!/usr/bin/env node
// Plain JavaScript that any Node understands: it must be able to say that a Node is too old.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const NEEDED = 24

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/node-compile-cache', import.meta.url)))
  const built = existsSync(new URL('./main.js', import.meta.url))
  await import(built ? './main.js' : './main.ts')
} else {
  const pinned = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
  if (existsSync(pinned)) {
    const { status } = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: 'inherit',
    })
    process.exit(status ?? 130)
  }
  console.error(
    `error[NODE]: Interleave needs Node ${NEEDED} or newer (this is ${process.versions.node}); ` +
      'allowed: >=24; try: npm ci, which brings one on Linux and Windows, or https://nodejs.org',
  )
  process.exit(2)
}
