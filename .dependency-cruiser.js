// @ts-check

/**
 * Who may import whom: one row per folder of src/, mirroring the house's table. Whatever no row allows is an error,
 * and so is a folder that has no row.
 *
 * - A folder may always import itself, `base` and `contract`; the rows of `base`, `contract` and `preload` say all.
 * - `*` stands for one folder name. Siblings that share a `*` row may not import each other.
 * - `types:x` allows only `import type`. `npm:x` is a package, `node:*` any module built into Node.
 *
 * @type {Record<string, string[]>}
 */
export const IMPORT_TABLE = {
  base: [],
  contract: ['base', 'npm:zod'],

  'engine/ports.ts': [],
  'engine/memory': [],
  'engine/sync': ['engine/memory'],
  'engine/telemetry': ['engine/memory', 'types:engine/ports.ts'],
  'engine/analysis': ['npm:simple-statistics'],
  'engine/explore': [
    'engine/analysis',
    'engine/experiments/*/model.ts',
    // What models are written in.
    'engine/experiments/kit',
    'engine/memory/atomics.ts',
    'engine/sync',
    'engine/ports.ts',
  ],
  'engine/experiments/kit': ['engine/memory', 'engine/sync', 'engine/analysis/outcomes.ts'],
  'engine/experiments/*': ['engine/experiments/kit', 'engine/memory', 'engine/sync', 'engine/analysis/outcomes.ts'],
  'engine/experiments/index.ts': ['engine/experiments/*', 'engine/experiments/texts.ts'],
  'engine/experiments/loaded.ts': ['engine/experiments/index.ts', 'engine/experiments/kit'],
  'engine/experiments/texts.ts': [],
  'engine/pool': [
    'engine/memory',
    'engine/sync',
    'engine/telemetry',
    'engine/experiments/index.ts',
    'engine/experiments/kit',
    'engine/ports.ts',
  ],
  'engine/executors': [
    'engine/memory',
    'engine/sync',
    'engine/pool',
    'engine/experiments/index.ts',
    'engine/experiments/kit',
    'engine/ports.ts',
  ],
  'engine/run': [
    'engine/memory',
    'engine/sync',
    'engine/telemetry',
    'engine/analysis',
    'engine/explore',
    'engine/experiments',
    'engine/pool',
    'engine/executors',
    'engine/ports.ts',
    'npm:fastest-levenshtein',
  ],
  // Figures and prints come in through a port; which figures there are is not the engine's to know.
  'engine/report': ['engine/analysis', 'types:engine/ports.ts'],
  'engine/index.ts': ['engine/run', 'engine/report', 'engine/explore', 'engine/ports.ts'],

  node: [
    'engine/ports.ts',
    'engine/pool/worker-body.ts',
    'engine/executors/process-body.ts',
    'engine/executors/kept-executors.ts',
    'types:engine/pool/session-executors.ts',
    'engine/explore/search-body.ts',
    'charts',
    'node:*',
  ],
  host: ['engine/index.ts', 'node', 'npm:birpc'],

  cli: ['host', 'server/main.ts', 'node:*', 'npm:commander', 'npm:cli-table3', 'npm:log-update'],
  server: ['host', 'node', 'node:*', 'npm:sirv', 'npm:ws'],
  main: ['host', 'node', 'node:*', 'npm:electron', 'npm:zod'],
  preload: ['npm:electron', 'types:contract'],

  charts: ['npm:echarts'],
  'report-page': ['charts', 'npm:echarts'],
  renderer: [
    'charts',
    'npm:vue',
    'npm:vue-router',
    'npm:pinia',
    'npm:@vueuse/core',
    'npm:reka-ui',
    'npm:echarts',
    'npm:vue-echarts',
    'npm:birpc',
  ],
}

const SAYS_ALL = new Set(['base', 'contract', 'preload'])

/** @param {string} text */
function literally(text) {
  return text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')
}

/**
 * The files of a row or an entry: `engine/sync` is a folder with all below it, `engine/ports.ts` one file.
 *
 * @param {string} place @param {string} star what `*` matches
 */
function filesOf(place, star) {
  const path = literally(place).replaceAll('*', star)
  return place.endsWith('.ts') ? `^src/${path}$` : `^src/${path}/`
}

/**
 * A package where it is installed, its separate types, and its bare name where it is not installed.
 *
 * @param {string} name
 */
function filesOfPackage(name) {
  return ['node_modules/', 'node_modules/@types/', ''].map(folder => `^${folder}${literally(name)}(/|$)`)
}

/**
 * @param {string} entry
 * @returns {import('dependency-cruiser').IRegularAllowedRuleType['to']}
 */
function target(entry) {
  if (entry === 'node:*') return { dependencyTypes: ['core'] }
  const [, kind, name] = /^(npm|types):(.*)$/.exec(entry) ?? [undefined, 'files', entry]
  if (kind === 'npm') return { path: filesOfPackage(name ?? '') }
  if (kind === 'types') return { path: filesOf(name ?? '', '[^/]+'), dependencyTypes: ['type-only'] }
  return { path: filesOf(entry, '[^/]+') }
}

/** @param {string} row @param {string[]} entries */
function allowedBy(row, entries) {
  const from = { path: filesOf(row, '([^/]+)') }
  const everybodys = SAYS_ALL.has(row) ? [] : ['base', 'contract']
  return [
    { from, to: { path: filesOf(row, '$1') } },
    ...[...everybodys, ...entries].map(entry => ({ from, to: target(entry) })),
  ]
}

/** @type {import('dependency-cruiser').IConfiguration} */
const config = {
  allowed: [
    ...Object.entries(IMPORT_TABLE).flatMap(([row, entries]) => allowedBy(row, entries)),
    { from: { path: '^(test|scripts)/' }, to: {} },
  ],
  allowedSeverity: 'error',

  forbidden: [
    {
      name: 'no-circular',
      comment: 'Files that need each other at run time load in an order nobody chose.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that neither imports nor is imported is dead.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$|^src/report-page/replay\\.js$' },
      to: {},
    },
    {
      name: 'not-to-dev-dep',
      comment: 'What runs from src must be a dependency, or a clean install lacks it.',
      severity: 'error',
      from: { path: '^src/' },
      // Electron's own packages carry the electron module with them.
      to: {
        pathNot: filesOfPackage('electron'),
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'electron-only-in-main-and-preload',
      comment: "Under plain Node, importing 'electron' tries to download it.",
      severity: 'error',
      from: { pathNot: '^src/(main|preload)/' },
      to: { path: filesOfPackage('electron') },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],

  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}

export default config
