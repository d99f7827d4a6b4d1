import type { RunDocument } from './run-document.ts'
import type { SweepPlan } from './sweep.ts'

/** The command that makes the plan of a run again. Pasted into a shell it does nothing else, whatever the run's names are. */
export function rerunLine({ experiment, variants, seed, primitives }: RunDocument): string {
  const named = variants.flatMap(({ variant }) => ['--variant', variant])
  const set = Object.entries(variants[0]?.params ?? {}).flatMap(([name, value]) => [
    '--set',
    `${name}=${String(value)}`,
  ])
  const form = primitives === 'webassembly' ? [] : ['--primitives', primitives]
  const words = [experiment, ...named, ...set, '--seed', String(seed), ...form]
  return ['npx interleave run', ...words.map(shellWord)].join(' ')
}

/** The command that compares these runs again where they are kept. */
export function compareLine(ids: readonly string[]): string {
  return ['npx interleave compare', ...ids.map(shellWord)].join(' ')
}

/** The same of a sweep: all of it, in whatever parts it was made. */
export function sweepLine({ experiment, variants, params, axes, seed, primitives }: SweepPlan): string {
  const over = axes.flatMap(({ parameter, values }) => ['--over', `${parameter}=${values.join(',')}`])
  const named = variants.flatMap(variant => ['--variant', variant])
  const set = Object.entries(params).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`])
  const form = primitives === 'webassembly' ? [] : ['--primitives', primitives]
  const words = [experiment, ...over, ...named, ...set, '--seed', String(seed), ...form]
  return ['npx interleave sweep', ...words.map(shellWord)].join(' ')
}

/** As it stands where no shell reads anything into it, else in single quotes, in which only they themselves mean anything. */
function shellWord(word: string): string {
  return /^[\w.,:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** How locks ran, for people. */
export function primitivesInWords({ primitives }: Pick<RunDocument, 'primitives'>): string {
  return primitives === 'webassembly' ? 'compiled to WebAssembly' : 'as JavaScript, several times slower'
}
