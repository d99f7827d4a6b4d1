import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { toLabError, type LabError } from '../../base/errors.ts'
import type { HistoryNotice, HistorySize, RunEdit, RunEntry } from '../../contract/history.ts'
import type { Verdict } from '../../contract/words.ts'
import { useChosenRunsStore } from './chosen-runs.ts'
import { useConnectionStore } from './connection.ts'

/** Entries that are asked for at once. */
const PAGE = 100
/** While somebody types, or runs end one after the other. */
const ASK_AFTER_MILLIS = 150

/** The runs that the lab has kept, as far as they were looked at. */
export const useHistoryStore = defineStore('history', () => {
  const connection = useConnectionStore()
  const chosen = useChosenRunsStore()

  const search = ref('')
  const experiment = ref<string | null>(null)
  const verdict = ref<Verdict | null>(null)

  /** By place in the list, newest first; what was not looked at yet is missing. */
  const entries = shallowReactive(new Map<number, RunEntry>())
  /** Null until the first answer. */
  const total = ref<number | null>(null)
  const size = shallowRef<HistorySize | null>(null)
  const experiments = shallowRef<readonly string[]>([])
  const notices = shallowRef<readonly HistoryNotice[]>([])
  /** A word that runs do have, where none matches. */
  const nearest = ref<string | null>(null)
  const problem = shallowRef<LabError | null>(null)
  const selectedId = ref<string | null>(null)
  /** What can be brought back with one click. */
  const deleted = shallowRef<RunEntry | null>(null)

  const selected = computed(() => [...entries.values()].find(({ id }) => id === selectedId.value) ?? null)

  /** The places that are on the screen. */
  let shown = { from: 0, to: PAGE }
  let asked = 0
  let watched = false
  const underWay = new Set<number>()

  /** Says what the screen shows, so that it is there. */
  function show(from: number, to: number): void {
    shown = { from, to }
    void load(false)
  }

  /** @param anew also what is there already */
  async function load(anew: boolean): Promise<void> {
    if (anew) {
      asked += 1
      underWay.clear()
    }
    const mine = asked
    const last = Math.max(0, Math.min(shown.to, total.value ?? shown.to) - 1)
    for (let page = Math.floor(shown.from / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      if (underWay.has(page) || (!anew && isThere(page))) continue
      underWay.add(page)
      await loadPage(page, mine)
    }
  }

  function isThere(page: number): boolean {
    return total.value !== null && (page * PAGE >= total.value || entries.has(page * PAGE))
  }

  async function loadPage(page: number, mine: number): Promise<void> {
    try {
      const answer = await connection.client().history({
        search: search.value,
        experiment: experiment.value,
        verdict: verdict.value,
        offset: page * PAGE,
        limit: PAGE,
      })
      if (mine !== asked) return
      if (answer.total !== total.value) entries.clear()
      for (const [index, entry] of answer.entries.entries()) entries.set(page * PAGE + index, entry)
      total.value = answer.total
      size.value = answer.size
      experiments.value = answer.experiments
      notices.value = answer.notices
      nearest.value = answer.nearest
      problem.value = null
    } catch (thrown) {
      if (mine === asked) problem.value = toLabError(thrown)
    } finally {
      if (mine === asked) underWay.delete(page)
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  function loadSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void load(true), ASK_AFTER_MILLIS)
  }

  watch([search, experiment, verdict], () => {
    shown = { from: 0, to: PAGE }
    loadSoon()
  })
  watch(
    () => connection.attached,
    attached => {
      if (attached && watched) loadSoon()
    },
  )

  /** Another process may have kept runs meanwhile, so that each look begins anew. */
  function enter(): void {
    watched = true
    void load(true)
  }

  function leave(): void {
    watched = false
    clearTimeout(timer)
  }

  function onChanged(): void {
    if (watched) loadSoon()
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    problem.value = null
    try {
      await work()
    } catch (thrown) {
      problem.value = toLabError(thrown)
    }
  }

  async function edit(id: string, change: RunEdit): Promise<void> {
    await attempt(async () => {
      const entry = await connection.client().editRun(id, change)
      for (const [place, { id: own }] of entries) if (own === id) entries.set(place, entry)
    })
  }

  async function remove(entry: RunEntry): Promise<void> {
    await attempt(async () => {
      await connection.client().deleteRuns([entry.id])
      deleted.value = entry
      chosen.drop(entry.id)
      selectedId.value = null
    })
  }

  async function undo(): Promise<void> {
    const entry = deleted.value
    if (entry === null) return
    await attempt(async () => {
      await connection.client().restoreRuns([entry.id])
      deleted.value = null
      selectedId.value = entry.id
    })
  }

  async function limit(bytes: number): Promise<void> {
    await attempt(async () => {
      size.value = await connection.client().limitHistory(bytes)
    })
  }

  return {
    search,
    experiment,
    verdict,
    entries,
    total,
    size,
    experiments,
    notices,
    nearest,
    problem,
    selectedId,
    selected,
    deleted,
    show,
    enter,
    leave,
    onChanged,
    edit,
    remove,
    undo,
    limit,
  }
})
