/**
 * The three declarations of WebAssembly that the engine needs. TypeScript ships them only with the DOM, which the
 * engine's project leaves out on purpose.
 */
declare namespace WebAssembly {
  interface MemoryDescriptor {
    readonly initial: number
    readonly maximum: number
    readonly shared: true
  }

  class Memory {
    constructor(descriptor: MemoryDescriptor)
    readonly buffer: SharedArrayBuffer
  }

  function validate(bytes: Uint8Array): boolean
}
