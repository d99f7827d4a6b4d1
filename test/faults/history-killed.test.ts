import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { killWriters } from './history/kills.ts'

it('no run that was reported as saved is lost when its process is killed', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-killed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { kills, saved, interrupted } = await killWriters(folder, 20, 7)
  expect(kills).toBeGreaterThanOrEqual(20)
  // Else nothing was tried.
  expect(saved).toBeGreaterThan(20)
  expect(interrupted).toBeGreaterThan(0)
})
