import type { RunDocument } from './run-document.ts'

/** The command that makes the plan of a run again. */
export function rerunLine({ experiment, variants, seed, primitives }: RunDocument): string {
  const named = variants.map(({ variant }) => `--variant ${variant}`)
  const set = Object.entries(variants[0]?.params ?? {}).map(([name, value]) => `--set ${name}=${String(value)}`)
  const form = primitives === 'webassembly' ? [] : [`--primitives ${primitives}`]
  return ['npx interleave run', experiment, ...named, ...set, `--seed ${String(seed)}`, ...form].join(' ')
}

/** How locks ran, for people. */
export function primitivesInWords({ primitives }: Pick<RunDocument, 'primitives'>): string {
  return primitives === 'webassembly' ? 'compiled to WebAssembly' : 'as JavaScript, several times slower'
}
