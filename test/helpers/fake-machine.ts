import type { Machine } from '../../src/engine/ports.ts'

/** A machine of a given size whose entropy counts up, so that ids and seeds repeat from test to test. */
export function fakeMachine(cores = 4): Machine {
  let entropy = 0
  return {
    facts: { cpu: 'Fake CPU', cores, memoryBytes: 2 ** 30, platform: 'none', arch: 'none', osRelease: '1.0' },
    versions: { interleave: '0.0.0', node: '24.0.0', v8: '13.0' },
    freeMemoryBytes: () => 2 ** 29,
    findElectron: () => ({ found: false, detail: 'a fake machine has none' }),
    findChromium: () => ({ found: false, detail: 'a fake machine has none' }),
    entropy: () => (entropy += 1),
  }
}
