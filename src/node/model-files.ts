import { readFileSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import type { ModelFiles } from '../engine/ports.ts'

/** What a model's file imports by these names is ours, wherever the file lies. */
const KIT = new URL('../engine/experiments/kit/', import.meta.url)
/** All that is ours, in the sources and in a build. */
const OURS = new URL('../', import.meta.url).href
const NAMES: ReadonlyMap<string, string> = new Map([
  ['interleave/model', 'step-model.ts'],
  ['interleave/params', 'params.ts'],
  ['interleave/steps', 'steps.ts'],
  ['interleave/values', 'step-values.ts'],
])

/** Loads the files of models that people write themselves. */
export function nodeModelFiles(): ModelFiles {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const file = NAMES.get(specifier)
      if (file !== undefined) return { url: new URL(file, KIT).href, shortCircuit: true }
      if (specifier.startsWith('interleave/')) throw notOurs(specifier, context.parentURL)
      return nextResolve(specifier, context)
    },
  })
  return {
    async load(path) {
      if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
        throw new LabError('BAD_MODEL', `there is no file ${printable(path)}`, {
          allowed: 'the path of a file with a model, or an experiment',
          suggestion: 'interleave explore docs/own-model.ts --variant check-first',
        })
      const loaded: unknown = await import(pathToFileURL(resolve(path)).href)
      return loaded
    },
    placeOf(path, thrown) {
      const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
      const names = [pathToFileURL(resolve(path)).href, resolve(path)]
      for (const name of names) {
        const at = stack.indexOf(`${name}:`)
        const [place] = at < 0 ? [] : (/^(?::\d+)+/.exec(stack.slice(at + name.length)) ?? [])
        if (place !== undefined) return place
      }
      // Or in a file that this one imports.
      const frames = [...stack.matchAll(/(file:\/\/[^\s()]+?)((?::\d+)+)/g)]
      const [, url, place] = frames.find(([, file]) => file?.startsWith(OURS) === false) ?? []
      return url === undefined ? '' : `, ${basename(url)}${place ?? ''}`
    },
  }
}

/** Modules say where they are imported from, and not on which line. */
function notOurs(specifier: string, parent: string | undefined): LabError {
  const lines = parent?.startsWith('file:') === true ? readFileSync(fileURLToPath(parent), 'utf8').split('\n') : []
  const line = lines.findIndex(text => text.includes(specifier)) + 1
  const place = line === 0 ? '' : `${basename(parent ?? '')}:${String(line)}: `
  return new LabError('BAD_MODEL', `${place}there is no ${printable(specifier)} to import`, {
    allowed: [...NAMES.keys()].join(', '),
    suggestion: 'the example in docs/own-model.ts',
  })
}
