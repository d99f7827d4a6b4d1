import { registerHooks } from 'node:module'

/** Preloaded into the program's process: from here on `electron` is the double. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron/electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
})
Object.defineProperty(process, 'type', { value: 'browser' })
