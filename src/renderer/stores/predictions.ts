import { defineStore } from 'pinia'
import { ref } from 'vue'

/** What the reader predicted, experiment by experiment; kept while the page is open. */
export const usePredictionsStore = defineStore('predictions', () => {
  const byExperiment = ref<Readonly<Record<string, readonly string[]>>>({})

  function of(experiment: string): readonly string[] {
    return byExperiment.value[experiment] ?? []
  }

  function set(experiment: string, variants: readonly string[]): void {
    byExperiment.value = { ...byExperiment.value, [experiment]: variants }
  }

  return { of, set }
})
