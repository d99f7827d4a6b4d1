import { onPinnedNode } from '../src/cli/pinned-node.js'

await onPinnedNode(import.meta.url, async () => {
  const { build } = await import('./start/build.ts')
  await build()
})
