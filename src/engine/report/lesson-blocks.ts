import type { ExperimentEntry } from '../../contract/catalogue.ts'
import { parseMarkdown } from '../../contract/lesson-markdown.ts'
import type { Block } from './report-model.ts'

/** The experiment's lesson, as the page has it beside the figures. */
export function lessonBlocks(entry: ExperimentEntry | null): Block[] {
  const lesson = entry?.lesson ?? null
  if (lesson === null) return []
  const parts = [
    ['What you saw', lesson.saw],
    ['Why', lesson.why],
    ['How likely', lesson.likely],
    ['How to fix it', lesson.fix],
    ['What the fix costs', lesson.cost],
    ['Sources', lesson.sources],
  ] as const
  return parts.flatMap(([title, markdown]): Block[] =>
    markdown.trim() === ''
      ? []
      : [
          { kind: 'heading', text: title },
          { kind: 'prose', markdown },
        ],
  )
}

/** The schedule that the lesson tells the story with. It explains what was seen and was not recorded in this run. */
export function scheduleBlocks(entry: ExperimentEntry | null): Block[] {
  const code = parseMarkdown(entry?.lesson?.why ?? '').find(({ kind }) => kind === 'code')
  if (code?.kind !== 'code' || !/\bT\d\b/.test(code.text)) return []
  return [
    {
      kind: 'text',
      text: 'How it comes about, step by step. From the lesson: the steps of this run were not recorded.',
    },
    { kind: 'code', text: code.text, label: 'schedule' },
  ]
}
