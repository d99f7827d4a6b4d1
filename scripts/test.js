import { onPinnedNode } from '../src/cli/pinned-node.js'

await onPinnedNode(import.meta.url, () => import('./test/main.ts'))
