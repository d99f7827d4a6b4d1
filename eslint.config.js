// @ts-check

import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

// A later block replaces the options of a rule in an earlier one, so each list is put together per place below.

/** The clock, chance and the machine come through ports. */
const OUTSIDE_WORLD = [
  'Date',
  'performance',
  'process',
  'console',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
].map(name => ({ name, message: 'The engine reaches the outside world through engine/ports.ts.' }))

const RAW_ATOMICS = {
  name: 'Atomics',
  message: 'Go through engine/memory/atomics.ts: raw Atomics belong to sync/, kernels and the start line.',
}

const NAMED_EXPORTS_ONLY = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name.',
}

const NO_BARRELS = {
  selector: ':matches(ExportAllDeclaration, ExportNamedDeclaration[source])',
  message: 'Import from the file that defines it; only engine/index.ts and experiments/index.ts pass things on.',
}

const ONE_PLACE_FOR_SHARED_MEMORY = {
  selector:
    ':matches(NewExpression[callee.name="SharedArrayBuffer"], NewExpression[callee.object.name="WebAssembly"][callee.property.name="Memory"])',
  message: 'Shared memory is allocated in engine/memory/region.ts only.',
}

/**
 * @param {...{ name: string, message: string }} banned
 * @returns {['error', object]}
 */
function withoutGlobals(...banned) {
  return ['error', { globals: banned, checkGlobalObject: true }]
}

/**
 * The same as in .oxlintrc.json: a test compares them.
 * @type {import('eslint').Linter.RulesRecord}
 */
const TYPED_RULES = {
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/strict-boolean-expressions': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
}

const assertionsNeedAReason = {
  meta: { messages: { unexplained: 'Say in a comment on this line or the one above why this assertion is true.' } },
  /** @param {import('eslint').Rule.RuleContext} context */
  create: context => ({
    /** @param {import('eslint').Rule.Node} node */
    'TSAsExpression:not([typeAnnotation.typeName.name="const"])'(node) {
      const line = node.loc?.start.line ?? 0
      const explained = context.sourceCode
        .getAllComments()
        .some(({ loc }) => loc !== undefined && loc !== null && (loc.end.line === line - 1 || loc.start.line === line))
      if (!explained) context.report({ node, messageId: 'unexplained' })
    },
  }),
}

export default defineConfig(
  globalIgnores(['out/', 'coverage/', 'test-results/', '.cache/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  {
    plugins: { house: { rules: { 'assertions-need-a-reason': assertionsNeedAReason } } },
    rules: {
      eqeqeq: 'error',
      'no-control-regex': 'off',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },

  {
    files: ['src/**'],
    rules: {
      'no-restricted-globals': withoutGlobals(RAW_ATOMICS),
      'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, NO_BARRELS, ONE_PLACE_FOR_SHARED_MEMORY],
    },
  },
  {
    files: ['src/engine/**'],
    rules: {
      'no-restricted-globals': withoutGlobals(RAW_ATOMICS, ...OUTSIDE_WORLD),
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance comes from a seeded Prng.' },
      ],
    },
  },
  {
    files: [
      'src/engine/memory/atomics.ts',
      'src/engine/sync/**',
      'src/engine/experiments/*/kernel.ts',
      'src/engine/pool/start-line.ts',
    ],
    rules: { 'no-restricted-globals': withoutGlobals(...OUTSIDE_WORLD) },
  },
  {
    files: ['src/engine/memory/region.ts'],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, NO_BARRELS] },
  },
  {
    files: ['src/engine/index.ts', 'src/engine/experiments/index.ts'],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, ONE_PLACE_FOR_SHARED_MEMORY] },
  },

  {
    // Where untyped things meet typed ones, an assertion may be the honest way, with its reason beside it.
    files: ['src/base/**', 'test/**'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      'house/assertions-need-a-reason': 'error',
    },
  },
  ...vue.configs['flat/recommended'].map(config => ({ ...config, files: ['**/*.vue'] })),
  {
    // Components know their types only here; everywhere else rules about types are oxlint's, which is ten times as fast.
    files: ['**/*.vue'],
    extends: [tseslint.configs.strictTypeCheckedOnly, tseslint.configs.stylisticTypeCheckedOnly],
    rules: TYPED_RULES,
  },
  {
    files: ['**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, projectService: true, extraFileExtensions: ['.vue'] },
      globals: globals.browser,
    },
    rules: {
      'no-restricted-syntax': ['error', NO_BARRELS, ONE_PLACE_FOR_SHARED_MEMORY],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // Prettier decides how templates are laid out.
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/singleline-html-element-content-newline': 'off',
    },
  },

  {
    // Plain JavaScript is for configuration and for what must start on an old Node: checked by tsc, not by type-aware rules.
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    // It runs inside reports.
    files: ['src/report-page/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
)
