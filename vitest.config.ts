import vue from '@vitejs/plugin-vue'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

function project(name: string, include: string | string[], test: TestProjectInlineConfiguration['test'] = {}) {
  return { extends: true, test: { name, include: [include].flat(), ...test } } satisfies TestProjectInlineConfiguration
}

/** Files share a process: nothing is left behind in modules, and starting one for each takes a minute of all tests. */
const SHARED = { isolate: false }

/** Real threads compete for the cores: such files run after the others, one at a time. */
function alone(groupOrder: number) {
  return { ...SHARED, fileParallelism: false, maxWorkers: 1, sequence: { groupOrder } }
}

/** What is promised of a machine that does nothing else: an end within a second or three, threads that meet. */
const QUIET = ['test/cli/contract.test.ts', 'test/cli/signals.test.ts', 'test/server/serve-command.test.ts']

/** Kills and damage that the history must survive. */
const HISTORY = ['test/faults/history-killed.test.ts', 'test/faults/damaged-history.test.ts']

export default defineConfig({
  test: {
    // Vitest would leave one core of two to itself.
    maxWorkers: '100%',
    // Only what hangs reaches these: a test says what is right, never how fast a busy machine must be.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      project('unit', 'test/unit/**/*.test.ts', SHARED),
      project('model', 'test/model/**/*.model.test.ts'),
      project('architecture', 'test/architecture/**/*.test.ts'),
      // Components in a simulated page.
      { ...project('ui', 'test/ui/**/*.test.ts', { environment: 'happy-dom' }), plugins: [vue()] },
      project('cli', 'test/cli/**/*.test.ts', { ...alone(1), exclude: QUIET }),
      project('server', 'test/server/**/*.test.ts', { ...alone(1), exclude: QUIET }),
      project('quiet', QUIET, alone(1)),
      // Every experiment on real threads: what its variants show, and that its oracle can fail.
      project('experiments', 'test/experiments/**/*.test.ts', {
        ...alone(2),
        setupFiles: ['test/experiments/support/after-each-file.ts'],
      }),
      project('faults', 'test/faults/**/*.test.ts', { ...alone(3), exclude: HISTORY }),
      // Files and processes, and no threads that race.
      project('history', HISTORY, alone(1)),
      // Time-boxed hunts for trouble; `npm run test:stress` runs them.
      project('stress', 'test/stress/**/*.stress.test.ts', { ...alone(4), testTimeout: 3_600_000 }),
    ],
  },
})
