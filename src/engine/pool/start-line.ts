import * as atomics from '../memory/atomics.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'

/**
 * The start line: all parties of a trial meet here and leave together.
 *
 * A wake-up is not a start: the first worker woken is often done before the second one runs. So the parties spin until
 * the last one has arrived, and leave within one cache-line transfer of each other. The spin is bounded; then they park,
 * because with more workers than cores the last party may need the very core that a spinner holds.
 */
export const startLineLayout = layout('start-line', {
  arrived: i32({ writers: 'every party', access: 'atomic', ownLine: true, doc: 'parties that stand at the line' }),
  parked: i32({ writers: 'every party', access: 'atomic', ownLine: true, doc: 'parties that gave up spinning' }),
  go: i32({
    writers: 'the last party',
    access: 'atomic',
    ownLine: true,
    doc: 'the generation of the trial that has started',
  }),
})

export type StartLine = Bound<typeof startLineLayout.fields>

/** The spin ends after so many looks: enough to outlast a wake-up, about a millisecond. */
const SPINS_WITH_A_CORE_EACH = 100_000
/** With more parties than cores, spinning only delays those who have not arrived. */
const SPINS_OVERSUBSCRIBED = 100

/** How often a party looks before it parks. */
export function spinLimit(parties: number, cores: number): number {
  return parties <= cores ? SPINS_WITH_A_CORE_EACH : SPINS_OVERSUBSCRIBED
}

/** Host side, while all workers are parked. */
export function resetStartLine(line: StartLine): void {
  line.arrived.store(0)
  line.parked.store(0)
}

/**
 * Worker side: returns when all `parties` have arrived in this generation, or when `stopped` says so.
 *
 * No wake-up is lost: the last party stores `go` and then reads `parked`; a parker counts itself in `parked` and then
 * compares `go` (in the wait). Whoever comes second sees the other.
 */
export function meetAtStartLine(
  line: StartLine,
  generation: number,
  parties: number,
  spins: number,
  stopped: () => boolean,
): void {
  const go = line.go.cell
  if (atomics.add(line.arrived.cell, 1) + 1 === parties) {
    atomics.store(go, generation)
    if (line.parked.load() > 0) atomics.notify(go)
    return
  }
  for (let spin = 0; spin < spins; spin++) {
    if (atomics.load(go) === generation) return
    atomics.pause()
  }
  atomics.add(line.parked.cell, 1)
  for (let seen = atomics.load(go); seen !== generation && !stopped(); seen = atomics.load(go)) {
    atomics.wait(go, seen)
  }
}

/** Host side: lets the parked parties look again, after a stop was requested. */
export function wakeStartLine(line: StartLine): void {
  atomics.notify(line.go.cell)
}

/** Host side: resolves when the parties of this generation have left the line, or after `millis`. */
export async function started(line: StartLine, generation: number, millis: number): Promise<void> {
  // Counts as a party that gave up spinning, so that the last one to arrive notifies.
  atomics.add(line.parked.cell, 1)
  const seen = atomics.load(line.go.cell)
  if (seen !== generation) await atomics.waitAsync(line.go.cell, seen, millis)
}
