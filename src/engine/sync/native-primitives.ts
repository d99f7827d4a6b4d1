import { fromBase64 } from '../../base/base64.ts'
import { LabError } from '../../base/errors.ts'
import { keysOf } from '../../base/typed-object.ts'
import type { SharedMemory } from '../memory/region.ts'
import { WASM_BASE64 } from './native/bytes.ts'
import * as primitives from './native/primitives.ts'
import { refuse } from './refuse.ts'
import type { Primitives } from './waiter.ts'

let compiled: WebAssembly.Module | undefined

/**
 * The primitives compiled to WebAssembly, working on `memory`.
 * @param nowMillis a monotonic clock, for time limits
 */
export function nativePrimitives(memory: SharedMemory, nowMillis: () => number): Primitives {
  compiled ??= new WebAssembly.Module(fromBase64(WASM_BASE64))
  const words = new Int32Array(memory.buffer)
  const door = {
    nowMillis,
    refuse(code: number, address: number, me: number): void {
      refuse(code, (me >> 1) - 1, Atomics.load(words, address >> 2), address)
    },
  }
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory }, door })
  if (!offersAll(exports)) throw new LabError('INTERNAL', 'the compiled primitives are not those of these sources')
  return exports
}

function offersAll(exports: object): exports is Primitives {
  const offered = new Map<string, unknown>(Object.entries(exports))
  return keysOf(primitives).every(name => typeof offered.get(name) === 'function')
}
