import { readFileSync, writeFileSync } from 'node:fs'
import { experiments } from '../src/engine/experiments/loaded.ts'
import { glossaryModule } from './generate/glossary.ts'
import { memoryMap } from './generate/memory-map.ts'
import { textsModule } from './generate/texts.ts'
import { wasmModule } from './generate/wasm-module.ts'

/** Rewrites what is derived from the sources. `test/architecture` fails when one of these files is not up to date. */
const generated = new Map([
  [new URL('../src/engine/experiments/texts.ts', import.meta.url), textsModule(experiments)],
  [new URL('../src/renderer/components/lab/glossary.ts', import.meta.url), glossaryModule()],
  [new URL('../docs/memory-map.md', import.meta.url), memoryMap(experiments)],
  [new URL('../src/engine/sync/native/bytes.ts', import.meta.url), wasmModule()],
])

for (const [file, text] of generated) {
  const name = file.pathname.split('/').at(-1) ?? ''
  if (current(file) === text) {
    console.log(`${name} is up to date`)
  } else {
    writeFileSync(file, text)
    console.log(`${name} rewritten`)
  }
}

function current(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // the first time there is none
  }
}
