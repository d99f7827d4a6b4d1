import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { toLabError, type LabError } from '../../base/errors.ts'
import type { ModelEntry } from '../../contract/catalogue.ts'
import type { Exploration, ExploreProgress } from '../../contract/exploration.ts'
import type { Overlay, OverlayProgress } from '../../contract/overlay.ts'
import { useConnectionStore } from './connection.ts'

/** Sizes as they were typed, by experiment. */
type Typed = Readonly<Record<string, string>>

/** The models, what is chosen of them, and what the last search found. */
export const useExplorerStore = defineStore('explorer', () => {
  const connection = useConnectionStore()
  /** Null until they were asked for. */
  const models = shallowRef<readonly ModelEntry[] | null>(null)
  const experimentId = ref<string | null>(null)
  const variants = ref<Typed>({})
  const typed = ref<Readonly<Record<string, Typed>>>({})
  const exploration = shallowRef<Exploration | null>(null)
  const progress = shallowRef<ExploreProgress | null>(null)
  const searching = ref(false)
  /** Every variant of one experiment at the same sizes, as far as they were searched. */
  const searchedAll = shallowRef<readonly Exploration[]>([])
  /** What real threads did beside the last search. */
  const overlay = shallowRef<Overlay | null>(null)
  const overlaying = ref(false)
  const overlayProgress = shallowRef<OverlayProgress | null>(null)
  const problem = shallowRef<LabError | null>(null)

  const model = computed(
    () => models.value?.find(one => one.experiment === experimentId.value) ?? models.value?.[0] ?? null,
  )
  const variant = computed(() => {
    const { experiment = '', variants: all = [] } = model.value ?? {}
    const chosen = variants.value[experiment] ?? ''
    return all.includes(chosen) ? chosen : (all[0] ?? '')
  })
  const sizes = computed<Typed>(() => {
    const { experiment = '', parameters = [] } = model.value ?? {}
    const own = typed.value[experiment] ?? {}
    return Object.fromEntries(parameters.map(({ name, default: usual }) => [name, own[name] ?? String(usual)]))
  })
  /** The last result, while it is one of what the form says. */
  const shown = computed(() => (isOf(exploration.value, model.value, variant.value) ? exploration.value : null))

  /** Why what is shown is not run in rounds on real threads; null where it is. */
  const noRounds = computed(() => model.value?.noRounds[variant.value] ?? null)

  const compared = computed(() =>
    searchedAll.value[0]?.experiment === model.value?.experiment ? searchedAll.value : null,
  )

  /** Asks for the models, once. */
  async function load(): Promise<void> {
    if (models.value !== null) return
    await attempt(async () => {
      models.value = await connection.client().models()
    })
  }

  function choose(experiment: string): void {
    experimentId.value = experiment
    problem.value = null
  }

  function chooseVariant(chosen: string): void {
    const experiment = model.value?.experiment
    if (experiment !== undefined) variants.value = { ...variants.value, [experiment]: chosen }
    problem.value = null
  }

  function setSize(name: string, text: string): void {
    const experiment = model.value?.experiment
    if (experiment === undefined) return
    typed.value = { ...typed.value, [experiment]: { ...typed.value[experiment], [name]: text } }
  }

  /** Searches what is chosen; one search at a time. */
  async function search(): Promise<void> {
    if (model.value === null || searching.value) return
    const request = { experiment: model.value.experiment, variant: variant.value, set: sizes.value }
    searching.value = true
    progress.value = null
    try {
      await attempt(async () => {
        exploration.value = await connection.client().explore(request)
        overlay.value = null
      })
    } finally {
      searching.value = false
    }
  }

  /** Searches all variants, one after the other, until one of the searches is stopped. */
  async function searchAll(): Promise<void> {
    const { value: chosen } = model
    if (chosen === null || searching.value) return
    searching.value = true
    searchedAll.value = []
    try {
      await attempt(async () => {
        for (const one of chosen.variants) {
          progress.value = null
          const { experiment } = chosen
          const found = await connection.client().explore({ experiment, variant: one, set: sizes.value })
          searchedAll.value = [...searchedAll.value, found]
          if (found.cut === 'stopped') return
        }
      })
    } finally {
      searching.value = false
    }
  }

  /** Runs on real threads what was searched. */
  async function runOverlay(): Promise<void> {
    if (shown.value === null || overlaying.value) return
    const { experiment, variant: searched, params } = shown.value
    overlaying.value = true
    overlayProgress.value = null
    try {
      await attempt(async () => {
        const seen = await connection.client().overlay({ experiment, variant: searched, set: params })
        if (exploration.value?.variant === searched && exploration.value.experiment === experiment) overlay.value = seen
      })
    } finally {
      overlaying.value = false
    }
  }

  async function stop(): Promise<void> {
    await attempt(() => connection.client().stopExploring())
  }

  function onProgress(next: ExploreProgress): void {
    if (searching.value) progress.value = next
  }

  function onOverlayProgress(next: OverlayProgress): void {
    if (overlaying.value) overlayProgress.value = next
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    problem.value = null
    try {
      await work()
    } catch (thrown) {
      problem.value = toLabError(thrown)
    }
  }

  return {
    models,
    model,
    variant,
    sizes,
    exploration,
    shown,
    progress,
    searching,
    problem,
    load,
    choose,
    chooseVariant,
    setSize,
    search,
    searchAll,
    compared,
    overlay,
    overlaying,
    overlayProgress,
    noRounds,
    runOverlay,
    stop,
    onProgress,
    onOverlayProgress,
  }
})

function isOf(exploration: Exploration | null, model: ModelEntry | null, variant: string): boolean {
  return exploration !== null && exploration.experiment === model?.experiment && exploration.variant === variant
}
