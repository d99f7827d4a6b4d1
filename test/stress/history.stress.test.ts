import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { killWriters } from '../faults/history/kills.ts'

const KILLS = 300
const SEED = Number(process.env['LAB_SEED'] ?? Date.now() % 2 ** 32)

it(`${KILLS} kills at random moments lose no saved run (LAB_SEED=${SEED})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-killed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const found = await killWriters(folder, KILLS, SEED)
  console.info(JSON.stringify(found))
  expect(found.kills).toBeGreaterThanOrEqual(KILLS)
})
