import { h, type FunctionalComponent, type VNode } from 'vue'
import GlossaryTerm from './GlossaryTerm.vue'
import { parseInline, type Block, type Inline } from '../../../contract/lesson-markdown.ts'
import { scheduleOf, type Schedule } from '../../../contract/schedule-in-words.ts'

/** A lesson's text as elements. Text stays text: no markup of it is ever taken for the page's. */
export const MarkdownText: FunctionalComponent<{ blocks: readonly Block[] }> = ({ blocks }) =>
  blocks.map(block => {
    switch (block.kind) {
      case 'paragraph':
        return h('p', inline(block.text))
      case 'list':
        return h(
          'ul',
          block.items.map(item => h('li', inline(item))),
        )
      case 'code': {
        const schedule = scheduleOf(block.text)
        return schedule === null ? h('pre', { tabindex: 0 }, block.text) : table(schedule)
      }
    }
  })

/** Remarks stand in a row of their own: beside four columns there is no room for a sentence. */
function table({ heads, rows }: Schedule): VNode {
  const columns = heads.filter(head => head !== '')
  return h('table', { class: 'schedule' }, [
    h(
      'thead',
      h(
        'tr',
        columns.map(head => h('th', { scope: 'col' }, head)),
      ),
    ),
    h(
      'tbody',
      rows.flatMap(row => {
        const [steps, remark = ''] = [row.slice(0, columns.length), row[columns.length]]
        const step = h(
          'tr',
          // What is on the two sides of an equals sign stays together.
          steps.map(cell => h('td', cell.replaceAll(' = ', '\u00a0=\u00a0'))),
        )
        return remark === '' ? [step] : [step, h('tr', h('td', { class: 'remark', colspan: columns.length }, remark))]
      }),
    ),
  ])
}

function inline(parts: readonly Inline[]): (VNode | string)[] {
  return parts.map(part => {
    switch (part.kind) {
      case 'text':
        return part.text
      case 'code':
        return h('code', part.text)
      case 'strong':
        return h('strong', inline(part.parts))
      case 'emphasis':
        return h('em', inline(part.parts))
      case 'term':
        return h(GlossaryTerm, { text: part.text, term: part.entry.term }, () =>
          inline(parseInline(part.entry.definition)),
        )
    }
  })
}
