import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { instruments, registry } from '../../src/engine/experiments/index.ts'
import { loadAll } from '../../src/engine/experiments/kit/registry.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import { checkedInFiles, ROOT } from './checkout.ts'

/** `kit` is what experiments are made from; folders that start with `_` are compiled and tested, but not registered. */
const folders = readdirSync(join(ROOT, 'src/engine/experiments'), { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name !== 'kit' && !entry.name.startsWith('_'))
  .map(entry => entry.name)

describe('the registry of experiments', () => {
  it('holds every experiment folder once, by an id that is the folder name, and nothing else', () => {
    expect(experiments.map(experiment => experiment.id).toSorted()).toEqual(folders.toSorted())
  })

  it('finds each experiment and instrument by its own id, as a worker does', async () => {
    expect(experiments.map(({ id }) => id)).toEqual([...registry.keys()])
    expect((await loadAll(instruments)).map(({ id }) => id)).toEqual([...instruments.keys()])
  })

  it.each(folders)('has a test named for %s', folder => {
    const named = new RegExp(`^test/(unit|experiments)/(.*/)?${folder}(\\.[\\w-]+)*\\.test\\.ts$`)
    expect(checkedInFiles().filter(path => named.test(path))).not.toEqual([])
  })
})
