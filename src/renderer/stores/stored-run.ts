import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { StoredRun } from '../../contract/history.ts'

/** The run from the history that is shown in place of the last one; null for none. */
export const useStoredRunStore = defineStore('stored-run', () => {
  const run = shallowRef<StoredRun | null>(null)

  function show(stored: StoredRun): void {
    run.value = stored
  }

  function close(): void {
    run.value = null
  }

  return { run, show, close }
})
