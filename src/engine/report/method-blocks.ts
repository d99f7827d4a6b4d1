import { formatMillis, significant } from '../../base/units.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import { machineFacts, methodFacts } from '../../contract/method-in-words.ts'
import { primitivesInWords, rerunLine } from '../../contract/rerun-line.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Block } from './report-model.ts'

/** How the run was made, on what, and how to make it again. */

export function methodBlocks(run: RunDocument): Block[] {
  const counts = [...new Set(run.variants.map(({ trials }) => trials.length))]
  const facts = [
    { name: 'trials', value: `${counts.join(', ')} recorded of each variant, variants interleaved` },
    { name: 'start', value: 'every trial begins at a spinning start line; rates divide by the measured phase only' },
    ...methodFacts(run).filter(({ name }) => !(name in (run.variants[0]?.params ?? {}))),
    { name: 'locks', value: `ran ${primitivesInWords(run)}` },
    { name: 'took', value: formatMillis(run.durationMillis) },
  ]
  return [{ kind: 'facts', facts }]
}

export function machineBlocks({ machine, versions }: RunDocument): Block[] {
  const { clockStepNanos, loadAverage } = machine
  const step = clockStepNanos === undefined ? 'not kept with this run' : `${significant(clockStepNanos)}\u202fns`
  const load =
    loadAverage === undefined
      ? 'not kept with this run'
      : loadAverage === null
        ? 'this system does not tell it'
        : `${significant(loadAverage)} processes that wanted a core, over the minute before the run`
  return [
    {
      kind: 'facts',
      facts: [
        ...machineFacts(machine, versions),
        { name: 'smallest clock step', value: step },
        { name: 'load', value: load },
      ],
    },
  ]
}

export function rerunBlocks(run: RunDocument, entry: ExperimentEntry | null): Block[] {
  const variants = run.variants.map(({ variant }) => entry?.variants.find(v => v.variant === variant)?.title ?? variant)
  const path = ['Lab', ...(entry === null ? [] : [entry.topic, entry.title]), `variants: ${variants.join(', ')}`]
  return [
    { kind: 'text', text: 'In a terminal:' },
    { kind: 'code', text: rerunLine(run), label: 'sh' },
    {
      kind: 'text',
      text: `In the window: ${[...path, 'the parameters above', `seed ${String(run.seed)}`, 'Run'].join(' > ')}.`,
    },
    {
      kind: 'text',
      text: 'The seed fixes the order of the trials and never how threads interleave: a rerun gives other figures.',
    },
  ]
}
