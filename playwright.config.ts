import { defineConfig } from '@playwright/test'
import type { LabOptions } from './test/helpers/lab-shells.ts'

/** The flows that every shell must carry; the rest is about one of them. */
const IN_EVERY_SHELL = 'test/e2e/in-every-shell/*.e2e.ts'

const MEASURE = process.env['LAB_MEASURE'] !== undefined

export default defineConfig<LabOptions>({
  testDir: 'test',
  // Real threads are measured: one lab at a time.
  workers: 1,
  // Other work may share the cores: only what hangs reaches these limits.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  outputDir: 'test-results/pages',
  projects: [
    { name: 'browser', testMatch: [IN_EVERY_SHELL, 'test/e2e/browser/*.e2e.ts'], use: { shell: 'browser' } },
    { name: 'double', testMatch: [IN_EVERY_SHELL, 'test/double/*.e2e.ts'], use: { shell: 'double' } },
    { name: 'electron', testMatch: [IN_EVERY_SHELL], use: { shell: 'electron' } },
    // Takes minutes and passes no judgement: `npm run bench:page`.
    ...(MEASURE
      ? [{ name: 'measure', testMatch: ['test/e2e/measure/*.e2e.ts'], use: { shell: 'browser' as const } }]
      : []),
  ],
})
