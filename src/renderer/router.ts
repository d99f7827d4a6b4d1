import { watch } from 'vue'
import { createRouter, createWebHashHistory, type Router, type RouterHistory } from 'vue-router'
import { formOf, queryOf, sameQuery } from './route-query.ts'
import { useLabStore } from './stores/lab.ts'
import LabView from './views/LabView.vue'

/** Routes of the page, kept in step with what the lab's form says. */
export function createLabRouter(history: RouterHistory = createWebHashHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/lab/:experiment?', name: 'lab', component: LabView, meta: { title: 'Lab' } },
      {
        path: '/explorer/:experiment?',
        name: 'explorer',
        component: () => import('./views/ExplorerView.vue'),
        meta: { title: 'Explorer' },
      },
      {
        path: '/history',
        name: 'history',
        component: () => import('./views/HistoryView.vue'),
        meta: { title: 'History' },
      },
      {
        path: '/history/compare',
        name: 'comparison',
        component: () => import('./views/ComparisonView.vue'),
        meta: { title: 'Comparison' },
      },
      {
        path: '/history/:run',
        name: 'stored-run',
        component: () => import('./views/StoredRunView.vue'),
        meta: { title: 'Recorded run' },
      },
      {
        path: '/history/sweep/:sweep',
        name: 'stored-sweep',
        component: () => import('./views/StoredSweepView.vue'),
        meta: { title: 'Recorded sweep' },
      },
      { path: '/pool', name: 'pool', component: () => import('./views/PoolView.vue'), meta: { title: 'Pool' } },
      {
        path: '/machine',
        name: 'machine',
        component: () => import('./views/MachineView.vue'),
        meta: { title: 'About this machine' },
      },
      {
        path: '/settings',
        name: 'settings',
        component: () => import('./views/SettingsView.vue'),
        meta: { title: 'Settings' },
      },
      { path: '/:rest(.*)*', redirect: '/lab' },
    ],
  })
  keepInStep(router)
  return router
}

function keepInStep(router: Router): void {
  const lab = useLabStore()
  /** The address that the form stands for. Arriving there is no news, even if the form has moved on meanwhile. */
  let shown: string | null = null

  /** The address decides, if it says anything: it was typed, followed or gone back to. */
  function takeRoute(): void {
    const { name, params, query, meta, fullPath } = router.currentRoute.value
    document.title = `${typeof meta['title'] === 'string' ? meta['title'] : 'Lab'} · Interleave`
    if (name !== 'lab' || lab.catalogue === null) return
    if (fullPath === shown) {
      showForm()
      return
    }
    const { experiment } = params
    const known = typeof experiment === 'string' && experiment !== '' && lab.choose(experiment)
    const entry = lab.experiment
    if (known && entry !== null && lab.form !== null && Object.keys(query).length > 0) {
      if (!sameQuery(query, queryOf(entry, lab.form))) lab.change(formOf(entry, query))
    }
    showForm()
  }

  function showForm(): void {
    const { name, params, query, fullPath } = router.currentRoute.value
    const { experiment: entry, form } = lab
    if (name !== 'lab' || entry === null || form === null) return
    document.title = `${entry.id} · Interleave`
    const wanted = queryOf(entry, form)
    if (params['experiment'] === entry.id && sameQuery(query, wanted)) {
      shown = fullPath
      return
    }
    const target = router.resolve({ name: 'lab', params: { experiment: entry.id }, query: wanted })
    shown = target.fullPath
    void router.replace(target)
  }

  router.afterEach((_to, _from, failure) => {
    if (failure === undefined) takeRoute()
  })
  watch(() => lab.catalogue === null, takeRoute)
  watch([() => lab.experiment, () => lab.form], showForm)
}
