import { afterAll, describe, expect, it } from 'vitest'
import { FORMS } from '../helpers/sync-memory.ts'
import { seedOr, zeroIn } from '../torture/bouts.ts'
import { killMany, MORTAL } from '../torture/kills.ts'
import { share } from '../torture/stress.ts'
import { Contenders } from '../torture/threads.ts'

const KILLS = 10_000
const seed = seedOr(7)
const threads = new Contenders()
const report: string[] = []
let killed = 0
afterAll(async () => {
  await threads.close()
  console.log(
    [`seed ${seed}`, ...report, zeroIn('workers ended that left somebody stranded or untold', killed)].join('\n'),
  )
})

describe.each(FORMS)('workers that are ended at random, as %s,', code => {
  it.each(MORTAL)('leave nobody stranded, and everybody told within 200 ms: %s', async kind => {
    const kills = share(KILLS / FORMS.length / MORTAL.length)
    const { faults, deaths, toldMillis, story } = await killMany(threads, kind, code, kills, seed)
    expect(faults, story).toEqual([])
    killed += deaths.length
    const sorted = toldMillis.toSorted((a, b) => a - b)
    const at = (ratio: number) => (sorted[Math.floor(ratio * (sorted.length - 1))] ?? 0).toFixed(1)
    const held = deaths.filter(({ abandoned }) => abandoned.length > 0).length
    const waiting = deaths.filter(({ wasWaiting }) => wasWaiting).length
    report.push(
      `${kind}, ${code}: ${deaths.length} ended, ${held} of them holding and ${waiting} waiting; ` +
        `told after ${at(0.5)} ms (median), ${at(0.99)} ms (p99), ${at(1)} ms (most)`,
    )
  })
})
