import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { MarkdownText } from '../../../src/renderer/components/lab/MarkdownText.ts'
import { parseInline, parseMarkdown } from '../../../src/contract/lesson-markdown.ts'
import { scheduleOf } from '../../../src/contract/schedule-in-words.ts'
import { catalogue } from '../fixtures/documents.ts'

function html(source: string): string {
  return mount(MarkdownText, { props: { blocks: parseMarkdown(source) } })
    .html()
    .replace(/\s*\n\s*/g, '')
}

describe('a lesson’s text', () => {
  it('has paragraphs, bold, emphasis and code', () => {
    expect(html('one **two** _three_\nand `four`\n\nfive')).toBe(
      '<p>one <strong>two</strong> <em>three</em> and <code>four</code></p><p>five</p>',
    )
  })

  it('joins the lines of a list’s item', () => {
    expect(html('- one\n  goes on\n- _two:_ x')).toBe('<ul><li>one goes on</li><li><em>two:</em> x</li></ul>')
  })

  it('leaves underscores and stars within words and sums alone', () => {
    expect(parseInline('a_b_c and K * N * 2')).toEqual([{ kind: 'text', text: 'a_b_c and K * N * 2' }])
  })

  it('takes nothing for markup inside of code', () => {
    expect(parseInline('`**x**`')).toEqual([{ kind: 'code', text: '**x**' }])
  })

  it('never makes elements of what a text says', () => {
    const blocks = parseMarkdown('<img src=x onerror=alert(1)> **<b>**\n\n    <script>')
    const wrapper = mount(MarkdownText, { props: { blocks } })
    expect(wrapper.findAll('img, b, script')).toHaveLength(0)
    expect(wrapper.text()).toContain('<img src=x onerror=alert(1)>')
  })

  it('keeps indented text as it stands, blank lines inside included', () => {
    expect(parseMarkdown('    a\n      b\n\n    c')).toEqual([{ kind: 'code', text: 'a\n  b\n\nc' }])
  })

  it('reads a schedule as a table', () => {
    const text = 'T1          T2          counter\nload -> 41              41\n            store 42    42          gone'
    expect(scheduleOf(text)).toEqual({
      heads: ['T1', 'T2', 'counter', ''],
      rows: [
        ['load -> 41', '', '41', ''],
        ['', 'store 42', '42', 'gone'],
      ],
    })
    expect(scheduleOf('T1     T2\nstraight across')).toBeNull()
    expect(scheduleOf('just a line')).toBeNull()
  })

  it('gives a remark the width of the table', () => {
    const source =
      '    T1          T2          counter\n    load -> 41              41\n                store 42    42          gone'
    const wrapper = mount(MarkdownText, { props: { blocks: parseMarkdown(source) } })
    expect(wrapper.findAll('tr').map(row => row.findAll('th, td').map(cell => cell.text()))).toEqual([
      ['T1', 'T2', 'counter'],
      ['load -> 41', '', '41'],
      ['', 'store 42', '42'],
      ['gone'],
    ])
    expect(wrapper.get('.remark').attributes('colspan')).toBe('3')
  })

  it('can draw every lesson of the catalogue, with no mark left over', () => {
    const lessons = catalogue.experiments.flatMap(({ lesson }) => (lesson === null ? [] : Object.values(lesson)))
    expect(lessons.length).toBeGreaterThan(0)
    for (const source of lessons) {
      const text = mount(MarkdownText, { props: { blocks: parseMarkdown(source) } }).text()
      expect(text).not.toMatch(/\*\*|`|\| -/)
    }
  })
})
