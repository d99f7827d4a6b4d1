#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { onPinnedNode } from './pinned-node.js'

await onPinnedNode(import.meta.url, () => {
  const built = existsSync(new URL('./main.js', import.meta.url))
  return import(built ? './main.js' : './main.ts')
})
