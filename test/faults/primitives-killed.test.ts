import { afterAll, describe, expect, it } from 'vitest'
import { FORMS } from '../helpers/sync-memory.ts'
import { seedOr, zeroIn } from '../torture/bouts.ts'
import { killMany, MORTAL } from '../torture/kills.ts'
import { Contenders } from '../torture/threads.ts'

/** In each of the two forms, of each of the seven kinds: 1 000 in all. */
const KILLS = 72
const seed = seedOr(31_337)
const threads = new Contenders()
let killed = 0
afterAll(async () => {
  await threads.close()
  console.log(zeroIn('workers ended that left somebody stranded or untold', killed))
})

describe.each(FORMS)('workers that are ended at random, as %s,', code => {
  it.each(MORTAL)('leave nobody stranded, and everybody told within 200 ms: %s', { timeout: 300_000 }, async kind => {
    const { faults, deaths, toldMillis, story } = await killMany(threads, kind, code, KILLS, seed)
    expect(faults, story).toEqual([])
    killed += deaths.length
    // Otherwise nothing was tested: some died holding it, or waiting for it.
    expect(deaths.filter(({ wasWaiting }) => wasWaiting).length).toBeGreaterThan(0)
    if (kind !== 'barrier' && kind !== 'channel') expect(toldMillis.length).toBeGreaterThan(0)
  })
})
