import { LabError } from '../../base/errors.ts'
import { formatBytes } from '../../base/units.ts'

const PAGE_BYTES = 65_536

/** Shared memory of one run may not exceed this, whatever is asked for. */
export const REGION_LIMIT_BYTES = 256 * 1024 * 1024

let regions = 0

/** The part of `WebAssembly.Memory` that crosses threads. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
}

/**
 * The shared memory of one session: a `WebAssembly.Memory`, so that compiled code can work on the same words.
 *
 * Guarantees: zero-filled; all declared words lie inside; the size never changes.
 */
export class Region {
  /** Tells regions of this thread apart. */
  readonly id: number
  readonly memory: SharedMemory
  readonly buffer: SharedArrayBuffer

  private constructor(memory: SharedMemory) {
    regions += 1
    this.id = regions
    this.memory = memory
    this.buffer = memory.buffer
  }

  /**
   * @param byteLength bytes needed; rounded up to whole pages of 64 KiB
   * @throws {LabError} MEMORY_LIMIT when more than {@link REGION_LIMIT_BYTES} are asked for, before allocating
   */
  static allocate(byteLength: number): Region {
    if (byteLength > REGION_LIMIT_BYTES) {
      throw new LabError('MEMORY_LIMIT', `the run needs ${formatBytes(byteLength)} of shared memory`, {
        allowed: `at most ${formatBytes(REGION_LIMIT_BYTES)}`,
        suggestion: 'smaller parameters',
      })
    }
    const pages = Math.max(1, Math.ceil(byteLength / PAGE_BYTES))
    return new Region(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }))
  }

  /** The same memory, as a worker received it. */
  static attach(memory: SharedMemory): Region {
    return new Region(memory)
  }

  /** Zeroes `byteLength` bytes at `offset`; for use between trials, while no worker runs. */
  clear(offset: number, byteLength: number): void {
    new Uint8Array(this.buffer, offset, byteLength).fill(0)
  }
}

/** A module whose one function adds atomically to shared memory: `(memory 1 1 shared) i32.atomic.rmw.add`. */
const ATOMIC_ADD_MODULE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05,
  0x04, 0x01, 0x03, 0x01, 0x01, 0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x41, 0x00, 0x41, 0x01, 0xfe, 0x1e, 0x02, 0x00, 0x1a,
  0x0b,
])

/** Whether compiled code may work atomically on shared memory here. */
export function hasWasmThreads(): boolean {
  return WebAssembly.validate(ATOMIC_ADD_MODULE)
}
