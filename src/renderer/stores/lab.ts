import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { toLabError, type LabError } from '../../base/errors.ts'
import type { Catalogue, ExperimentEntry } from '../../contract/catalogue.ts'
import type { DeskSnapshot } from '../../contract/desk-wire.ts'
import type { RecordedTrial, RunEvent, RunPreview } from '../../contract/events.ts'
import type { ReportOffer } from '../../contract/report-formats.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { useConnectionStore } from './connection.ts'
import { reportExports } from './report-exports.ts'
import { standing, type RunView } from './run-view.ts'
import { defaultForm, presetForm, problemOf, requestOf, withNewDefaults, type LabForm } from './lab-form.ts'
import { useStoredRunStore } from './stored-run.ts'

/** Figures in tables change at most 4 times a second, so that they can be read. */
const TABLE_PERIOD_MILLIS = 250
const PREVIEW_AFTER_MILLIS = 150

/** What is chosen, what runs, what came out. */
export const useLabStore = defineStore('lab', () => {
  const connection = useConnectionStore()
  const stored = useStoredRunStore()

  const catalogue = shallowRef<Catalogue | null>(null)
  const experimentId = ref<string | null>(null)
  const forms = shallowReactive(new Map<string, LabForm>())
  const preview = shallowRef<RunPreview | null>(null)
  /** What is wrong with the form; `hints.parameter` names the field. */
  const problem = shallowRef<LabError | null>(null)

  const runUnderWay = shallowRef<RunView | null>(null)
  /** Between the click on Run and the run's start. */
  const starting = ref(false)
  const last = shallowRef<RunDocument | null>(null)
  /** Results seen by this page, by experiment. */
  const results = shallowReactive(new Map<string, RunDocument>())
  const runError = shallowRef<LabError | null>(null)

  const experiment = computed<ExperimentEntry | null>(() => entryOf(experimentId.value))
  const form = computed<LabForm | null>(() => {
    const entry = experiment.value
    return entry === null ? null : (forms.get(entry.id) ?? defaultForm(entry))
  })
  const request = computed(() => {
    const entry = experiment.value
    return entry === null || form.value === null ? null : requestOf(entry, form.value)
  })
  /** The last result of the experiment that is shown, or the one from the history that was opened. */
  const lastOfExperiment = computed(() => {
    const document = stored.run?.document
    return document?.experiment === experimentId.value ? document : (results.get(experimentId.value ?? '') ?? null)
  })
  /** What reports can be made here. */
  const reports = shallowRef<readonly ReportOffer[]>([])
  const { exporting, exportError, exportReport, cancelExport } = reportExports(() => {
    const document = lastOfExperiment.value
    return document === null
      ? null
      : { name: document.id, make: format => connection.client().report(document.id, format) }
  })
  /** The experiment of a run under way that is not the one shown. */
  const otherExperiment = computed(() => {
    const running = runUnderWay.value?.plan.experiment
    return running === undefined || running === experimentId.value ? null : running
  })
  /** Why Run cannot be pressed; null where it can. */
  const runBlocked = computed<string | null>(() => {
    if (!connection.attached) return 'The engine host is not connected.'
    if (runUnderWay.value !== null) return `A run of ${runUnderWay.value.plan.experiment} goes on.`
    return experiment.value === null ? 'No experiment is chosen.' : null
  })

  function entryOf(id: string | null): ExperimentEntry | null {
    return catalogue.value?.experiments.find(entry => entry.id === id) ?? null
  }

  function takeCatalogue(next: Catalogue): void {
    for (const [id, kept] of forms) {
      const before = entryOf(id)
      const after = next.experiments.find(entry => entry.id === id)
      if (before !== null && after !== undefined) forms.set(id, withNewDefaults(kept, before, after))
    }
    catalogue.value = next
    experimentId.value ??= next.experiments[0]?.id ?? null
  }

  /** @returns false for an experiment that the catalogue does not list */
  function choose(id: string): boolean {
    if (entryOf(id) === null) return false
    experimentId.value = id
    return true
  }

  function change(changed: Partial<LabForm>): void {
    const id = experiment.value?.id
    if (id !== undefined && form.value !== null) forms.set(id, { ...form.value, ...changed })
  }

  function setValue(name: string, text: string): void {
    if (form.value?.values[name] === text) return
    change({ values: { ...form.value?.values, [name]: text }, preset: null })
  }

  function setVariant(variant: string, chosen: boolean): void {
    const all = experiment.value?.variants.map(one => one.variant) ?? []
    const kept = form.value?.variants ?? []
    const variants = all.filter(one => (one === variant ? chosen : kept.includes(one)))
    change({ variants, preset: null })
  }

  /** Shows the code and the rates of one variant. */
  function focus(variant: string): void {
    change({ focused: variant })
  }

  /** @param name null for the defaults */
  function setPreset(name: string | null): void {
    const entry = experiment.value
    if (entry !== null) forms.set(entry.id, name === null ? defaultForm(entry) : presetForm(entry, name))
  }

  let asked = 0
  async function askPreview(): Promise<void> {
    asked += 1
    const mine = asked
    const wanted = request.value
    if (wanted === null || form.value === null || !connection.attached) return
    const own = problemOf(form.value)
    try {
      if (own !== null) throw own
      const answered = await connection.client().preview(wanted)
      if (mine !== asked) return
      preview.value = answered
      problem.value = null
    } catch (thrown) {
      if (mine !== asked) return
      preview.value = null
      // A lost connection is no fault of the form.
      const error = toLabError(thrown)
      problem.value = error.code === 'HOST_DIED' ? null : error
    }
  }

  let previewTimer: ReturnType<typeof setTimeout> | undefined
  watch(
    [request, () => connection.attached],
    ([next], [before]) => {
      if (next?.experiment !== before?.experiment) {
        preview.value = null
        problem.value = null
      }
      clearTimeout(previewTimer)
      previewTimer = setTimeout(() => void askPreview(), PREVIEW_AFTER_MILLIS)
    },
    { flush: 'sync' },
  )

  async function run(): Promise<void> {
    if (request.value === null || form.value === null || starting.value) return
    starting.value = true
    runError.value = null
    exportError.value = null
    try {
      const own = problemOf(form.value)
      if (own !== null) throw own
      await connection.client().run(request.value)
    } catch (thrown) {
      const error = toLabError(thrown)
      if (error.hints.parameter === undefined && error.code !== 'USAGE') runError.value = error
      else problem.value = error
    } finally {
      starting.value = false
    }
  }

  async function stop(): Promise<void> {
    try {
      await connection.client().stop()
    } catch (thrown) {
      runError.value = toLabError(thrown)
    }
  }

  /** Lets the deadlock that stands go on without one of its members. */
  async function release(): Promise<void> {
    try {
      await connection.client().release()
    } catch (thrown) {
      runError.value = toLabError(thrown)
    }
  }

  /** Trials that ended since the table was drawn are shown with the next drawing. */
  let recorded: RecordedTrial[] = []
  let tableTimer: ReturnType<typeof setTimeout> | undefined

  function showRecorded(): void {
    clearTimeout(tableTimer)
    tableTimer = undefined
    if (runUnderWay.value !== null) runUnderWay.value = { ...runUnderWay.value, recorded: [...recorded] }
  }

  function onEvent(event: RunEvent): void {
    if (event.kind === 'run-started') {
      recorded = []
      runError.value = null
      stored.close()
      runUnderWay.value = { plan: event.plan, phase: 'booting', workersReady: 0, recorded: [], deadlock: null }
      return
    }
    const view = runUnderWay.value
    if (view?.plan.runId !== event.runId) return
    switch (event.kind) {
      case 'phase-changed':
        runUnderWay.value = { ...view, phase: event.phase, workersReady: event.workersReady }
        break
      case 'waits-changed':
        break
      case 'deadlock-proved':
        runUnderWay.value = { ...view, deadlock: standing(view.plan, event) }
        break
      case 'curve-advanced':
        runUnderWay.value = { ...view, curve: event.progress }
        break
      case 'trial-finished':
        if (view.deadlock !== null) runUnderWay.value = { ...view, deadlock: null }
        recorded.push(event.recorded)
        tableTimer ??= setTimeout(showRecorded, TABLE_PERIOD_MILLIS)
        break
      case 'run-finished':
        takeResult(event.document)
        break
    }
  }

  function takeResult(document: RunDocument): void {
    clearTimeout(tableTimer)
    tableTimer = undefined
    runUnderWay.value = null
    last.value = document
    results.set(document.experiment, document)
  }

  function onSnapshot(snapshot: DeskSnapshot): void {
    takeCatalogue(snapshot.catalogue)
    reports.value = snapshot.reports
    if (snapshot.last !== null) takeResult(snapshot.last)
    recorded = [...(snapshot.underWay?.recorded ?? [])]
    const { underWay } = snapshot
    runUnderWay.value = underWay === null ? null : { ...underWay, deadlock: standing(underWay.plan, underWay.deadlock) }
  }

  return {
    catalogue,
    experimentId,
    experiment,
    form,
    forms,
    request,
    preview,
    problem,
    runUnderWay,
    otherExperiment,
    runBlocked,
    starting,
    last,
    lastOfExperiment,
    results,
    runError,
    reports,
    exporting,
    exportError,
    takeCatalogue,
    choose,
    change,
    setValue,
    setVariant,
    focus,
    setPreset,
    run,
    stop,
    release,
    exportReport,
    cancelExport,
    onEvent,
    onSnapshot,
  }
})
