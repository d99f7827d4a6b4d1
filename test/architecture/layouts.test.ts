import { describe, expect, it } from 'vitest'
import { instruments } from '../../src/engine/experiments/index.ts'
import { loadAll } from '../../src/engine/experiments/kit/registry.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import { LINE_BYTES } from '../../src/engine/memory/layout.ts'
import { Region, REGION_LIMIT_BYTES } from '../../src/engine/memory/region.ts'
import { recordingMap } from '../../src/engine/pool/recording/recording-memory.ts'
import { EXPERIMENT_OFFSET, sessionBytes, sessionHash, sessionMap } from '../../src/engine/pool/session-memory.ts'
import { layoutTrouble } from '../helpers/layout-trouble.ts'

const all = [...experiments, ...(await loadAll(instruments))]

describe('shared memory', () => {
  it.each([
    { name: 'every session', layout: sessionMap.layout },
    { name: 'what probes record', layout: recordingMap.layout },
    ...all.map(({ id, layout }) => ({ name: id, layout })),
  ])('of $name lies aligned, apart and inside, each worker on lines of its own', ({ layout }) => {
    expect(layoutTrouble(layout)).toEqual([])
  })

  it.each(all.map(({ id, layout }) => ({ id, layout })))(
    'of a session with $id begins on lines, leaves address 0 free and fits its region',
    ({ layout }) => {
      expect(sessionMap.offset).toBeGreaterThan(0)
      expect(sessionMap.offset % LINE_BYTES).toBe(0)
      expect(EXPERIMENT_OFFSET % LINE_BYTES).toBe(0)
      expect(EXPERIMENT_OFFSET).toBeGreaterThanOrEqual(sessionMap.offset + sessionMap.layout.byteLength)
      expect(sessionBytes(layout)).toBeLessThanOrEqual(REGION_LIMIT_BYTES)
      expect(Region.allocate(sessionBytes(layout)).buffer.byteLength).toBeGreaterThanOrEqual(sessionBytes(layout))
    },
  )

  it('is told apart by its hash, experiment by experiment', () => {
    expect(new Set(all.map(({ layout }) => sessionHash(layout))).size).toBe(all.length)
  })
})
