import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RunEntry } from '../../contract/history.ts'
import { MOST_COMPARED } from '../../contract/run-comparison.ts'

/** Runs that were chosen to be compared, in the order in which that was done: the first is the base. */
export const useChosenRunsStore = defineStore('chosen-runs', () => {
  const runs = shallowRef<readonly RunEntry[]>([])

  /** Why they cannot be compared; null where they can. */
  const blocked = computed<string | null>(() => {
    const experiments = new Set(runs.value.map(({ experiment }) => experiment))
    if (experiments.size > 1) return 'Only runs of one experiment can be compared.'
    if (runs.value.length < 2) return 'Choose one run more.'
    return runs.value.length > MOST_COMPARED ? `At most ${String(MOST_COMPARED)} runs can be compared.` : null
  })

  function isChosen(id: string): boolean {
    return runs.value.some(run => run.id === id)
  }

  /** A run that goes on has nothing to compare yet; a sweep is many runs, which are compared in its own charts. */
  function canBeChosen({ kind, state }: RunEntry): boolean {
    return kind === 'run' && state !== 'under-way'
  }

  function toggle(entry: RunEntry): void {
    if (isChosen(entry.id)) drop(entry.id)
    else if (canBeChosen(entry)) runs.value = [...runs.value, entry]
  }

  function drop(id: string): void {
    runs.value = runs.value.filter(run => run.id !== id)
  }

  function clear(): void {
    runs.value = []
  }

  return { runs, blocked, isChosen, canBeChosen, toggle, drop, clear }
})
