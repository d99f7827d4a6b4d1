import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { workerSide } from '../../../src/node/worker-side.ts'

describe('the memory of a thread', () => {
  it('grows by what is kept, and is part of what the process takes', () => {
    const { port1, port2 } = new MessageChannel()
    const side = workerSide(port1)
    const before = side.memory()
    const kept = Array.from({ length: 200_000 }, (_, n) => ({ n }))
    const after = side.memory()
    expect(after.usedBytes - before.usedBytes).toBeGreaterThan(200_000 * 8)
    expect(after.heldBytes).toBeGreaterThan(0)
    expect(after.heldBytes).toBeLessThanOrEqual(after.processBytes)
    expect(kept).toHaveLength(200_000)
    port1.close()
    port2.close()
  })
})
