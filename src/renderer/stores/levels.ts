import { defineStore } from 'pinia'
import { ref } from 'vue'
import { readNumbers, writeNumbers } from './stored-numbers.ts'

const KEY = 'interleave.levels'

/** Levels that were solved, by id, with the fewest preemptions that it took; kept by the browser. */
export const useLevelsStore = defineStore('levels', () => {
  const best = ref(readNumbers(KEY))

  function solve(id: string, preemptions: number): void {
    const before = best.value[id]
    if (before !== undefined && before <= preemptions) return
    best.value = { ...best.value, [id]: preemptions }
    writeNumbers(KEY, best.value)
  }

  return { best, solve }
})
