import { EventEmitter } from 'node:events'

/** Asked by the language and by inspectors, of any object. */
const ALWAYS_ASKED: readonly (string | symbol)[] = ['then', 'toJSON', 'constructor']

/** An object of which only what the double models may be used: anything else throws, so that nothing passes by accident. */
export function modelled<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !ALWAYS_ASKED.includes(key) && !(key in object))
        throw notModelled(`${name}.${key}`)
      const value: unknown = Reflect.get(object, key, object)
      // Private fields are the target's own; and `new` must still work on classes.
      if (typeof value !== 'function' || key === 'constructor') return value
      return (...args: unknown[]): unknown => Reflect.apply(value, object, args)
    },
    set(_object, key) {
      throw notModelled(`setting ${name}.${String(key)}`)
    },
  })
}

/** Options of which only those may be given that the double takes notice of. */
export function checkKeys(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) if (!known.includes(key)) throw notModelled(`${name} { ${key} }`)
}

export function notModelled(what: string): Error {
  return new Error(`the double does not model ${what}`)
}

/** An emitter that takes listeners for the events it emits, and for no other. */
export class ModelledEmitter extends EventEmitter {
  constructor(name: string, events: readonly string[]) {
    super()
    this.on('newListener', (event: unknown) => {
      if (typeof event !== 'string' || !events.includes(event)) throw notModelled(`${name}.on('${String(event)}')`)
    })
  }
}

/** An event whose default can be prevented, with whatever else it carries. */
export class PreventableEvent {
  defaultPrevented = false

  constructor(facts: object = {}) {
    Object.assign(this, facts)
  }

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

let ids = 0

/** One series of numbers for everything that has an id. */
export function nextId(): number {
  ids += 1
  return ids
}
