import type { ClockSpeed, Machine, ProcessorTimes } from '../../src/engine/ports.ts'

/** What the system of a fake machine says of its processors, reading by reading. */
export interface FakeProcessors {
  readonly times?: () => ProcessorTimes | null
  readonly clockSpeed?: () => ClockSpeed | null
}

/**
 * A machine of a given size whose entropy counts up, so that ids and seeds repeat from test to test. Its processors run
 * at full speed and nobody else wants them, unless it is said otherwise.
 */
export function fakeMachine(cores = 4, { times = () => null, clockSpeed = fullSpeed }: FakeProcessors = {}): Machine {
  let entropy = 0
  return {
    facts: { cpu: 'Fake CPU', cores, memoryBytes: 2 ** 30, platform: 'none', arch: 'none', osRelease: '1.0' },
    versions: { interleave: '0.0.0', node: '24.0.0', v8: '13.0' },
    freeMemoryBytes: () => 2 ** 29,
    processorTimes: times,
    clockSpeed,
    findElectron: () => ({ found: false, detail: 'a fake machine has none' }),
    findChromium: () => ({ found: false, detail: 'a fake machine has none' }),
    findInterpreters: () => Promise.resolve({ interpreters: [], leftOut: [] }),
    entropy: () => (entropy += 1),
  }
}

function fullSpeed(): ClockSpeed {
  return { allowedShare: 1, throttlings: 0 }
}
