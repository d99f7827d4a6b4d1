import { counted } from '../../../base/units.ts'
import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { count, type CommonParams, type Values } from '../kit/params.ts'
import { SAW } from './watch-flag.ts'

type Seen = { readonly watchers: number; readonly seen: number; readonly stale: number; readonly slowestMicros: number }

export const params = {
  workers: count({ min: 2, max: 16, default: 2, help: 'one sets the flag, the others watch it' }),
  delay: count({
    min: 0,
    max: 100_000,
    default: 200,
    unit: 'µs',
    help: 'time from the last watcher’s start to the flag',
  }),
  looks: count({
    min: 1_000_000,
    max: 200_000_000,
    default: 50_000_000,
    unit: 'looks',
    help: 'how often a watcher looks before it gives the flag up',
  }),
} as const

export type Knobs = Values<CommonParams> & Values<typeof params>

export const memory = layout('spin-on-flag', {
  flag: i32({
    writers: 'the setter',
    access: 'racy',
    ownLine: true,
    doc: '1 = go; how it is set and looked at is what the variants differ in',
  }),
  neverSet: i32({
    writers: 'nobody',
    access: 'racy',
    ownLine: true,
    doc: 'always 0: the flag that watchers practise on',
  }),
  setBefore: i32({ writers: 'the host', access: 'before start', ownLine: true, doc: 'always 1: the same, set' }),
  looking: i32({ writers: 'each watcher', access: 'atomic', ownLine: true, doc: 'watchers that are about to look' }),
  announced: i32({ writers: 'the setter', access: 'atomic', ownLine: true, doc: '1 = the flag has been set' }),
  setAt: f64({ writers: 'the setter', access: 'single writer', unit: 'ns', doc: 'clock just before the flag was set' }),
  watchers: perWorker(
    layout('watcher', {
      saw: i32({
        writers: 'the watcher',
        access: 'atomic',
        doc: '1 = the flag, 2 = no flag in a loop of enough looks',
      }),
      nanos: f64({
        writers: 'the watcher',
        access: 'single writer',
        unit: 'ns',
        doc: 'from the flag to the end of the loop',
      }),
    }),
  ),
})

/**
 * Spinning on a flag. One worker waits for a word to become 1, in the simplest loop there is. Does it ever find out?
 *
 * Look for: `hoisted`, which never does, and which is what a compiler may make of `plain`. V8 does not make it so: in all
 * runs, with all its compilers, every plain look went to memory. That is its choice, not a promise; an engine that proves
 * that a loop has no other writer in its thread may load once.
 *
 * Sources: Boehm, "How to Miscompile Programs with 'Benign' Data Races" (HotPar 2011); ECMA-262, "Memory Model", on what
 * implementations may do with non-atomic reads.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   plain     seen 30   stale  0    8.86 µs from the flag to the end of the loop (median)
 *   hoisted   seen  0   stale 30
 *   atomic    seen 30   stale  0   11.4 µs
 */
export const spinOnFlag = defineExperiment({
  id: 'spin-on-flag',
  title: 'Spinning on a flag',
  topic: 'Atomics and memory',
  question: 'A loop waits for a flag that another thread sets. Must it ever see it?',

  params,
  variants: {
    plain: { title: 'plain', doc: 'a plain load in a loop' },
    hoisted: { title: 'hoisted', doc: 'what a compiler may make of that: one load, before the loop' },
    atomic: { title: 'atomic', doc: 'an atomic load in a loop' },
  },

  presets: {
    'one-watcher': { label: '1 watcher', params: { workers: 2 } },
    'three-watchers': { label: '3 watchers', params: { workers: 4 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, (_, worker) => (worker === 0 ? 'setter' : 'watcher')),
  prepare: words => {
    words.setBefore.store(1)
  },
  kernels: () => import('./kernel.ts'),

  observe: ({ watchers }, { workers }): Seen => {
    const own = watchers.first(workers).slice(1)
    const saw = (what: number): number => own.filter(watcher => watcher.saw.load() === what).length
    return {
      watchers: own.length,
      seen: saw(SAW.flag),
      stale: saw(SAW.stale),
      slowestMicros: Math.max(...own.map(watcher => watcher.nanos.value)) / 1e3,
    }
  },

  outcomes: [
    {
      name: 'seen',
      description: 'the flag ended every watcher’s loop',
      when: ({ watchers, seen }) => seen === watchers,
      grades: 'acceptable',
    },
    {
      name: 'stale',
      description: 'a watcher went on looking at a flag that had long been set, and gave up',
      when: ({ stale }) => stale > 0,
      grades: { plain: 'interesting', hoisted: 'interesting', atomic: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'all-took-part',
      description: 'the flag was set, and each watcher came to an end',
      holds: ({ watchers, seen, stale }, { workers }, done) => seen + stale === watchers && done.operations === workers,
    },
  ],

  measures: [
    {
      name: 'seen-after',
      unit: 'µs',
      help: 'from setting the flag to the end of the slowest watcher’s loop, where all saw it',
      only: ['plain', 'atomic'],
      of: ({ observed: { watchers, seen, slowestMicros } }) => (seen === watchers ? slowestMicros : undefined),
    },
  ],

  headline: stories => stories.map(story => sentenceOn(story)).join(' '),

  charts: ['outcome-table'],
})

function sentenceOn({ title, counts, finished }: VariantStory): string {
  const stale = counts['stale'] ?? 0
  const trials = counted(finished, 'trial')
  if (stale === 0) return `The ${title} loop saw the flag in all of ${trials}.`
  return `The ${title} loop missed it in ${String(stale)} of ${trials}.`
}
