import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { tokenLines } from '../../../src/renderer/components/lab/code-tokens.ts'
import CodeView from '../../../src/renderer/components/lab/CodeView.vue'
import { rerunLine } from '../../../src/contract/rerun-line.ts'
import { methodFacts } from '../../../src/contract/method-in-words.ts'
import LabView from '../../../src/renderer/views/LabView.vue'
import { present } from '../../helpers/present.ts'
import { catalogue, documentOf, planOf } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'

const ENTRY = present(catalogue.experiments.find(({ id }) => id === 'lost-update'))

describe('the code of a variant', () => {
  it('has the line numbers of its file, and the lines that do the work marked', () => {
    const variant = present(ENTRY.variants.find(one => one.variant === 'atomic-load-store'))
    const source = present(variant.source)
    const wrapper = mount(CodeView, { props: { variant } })
    const lines = wrapper.findAll('.line')
    expect(lines[0]?.get('.number').text()).toBe(String(source.firstLine))
    expect(lines).toHaveLength(source.code.split('\n').length)
    const hot = wrapper.findAll('.line.hot')
    expect(hot.map(line => Number(line.get('.number').text()))).toEqual(source.hotLines)
    expect(hot[0]?.text()).toContain('Atomics.load(total, 0)')
    expect(wrapper.text()).toContain(source.file)
  })

  it('shows every variant’s code whole, character by character', () => {
    for (const { source } of ENTRY.variants) {
      const code = present(source).code
      expect(
        tokenLines(code)
          .map(line => line.map(({ text }) => text).join(''))
          .join('\n'),
      ).toBe(code)
    }
  })

  it('tells keywords, comments and strings apart', () => {
    expect(tokenLines("const a = 'for' // let")[0]).toEqual([
      { kind: 'keyword', text: 'const' },
      { kind: 'text', text: ' a = ' },
      { kind: 'string', text: "'for'" },
      { kind: 'text', text: ' ' },
      { kind: 'comment', text: '// let' },
    ])
    expect(tokenLines('/* a\nlet\n*/ let').map(line => line.map(({ kind }) => kind))).toEqual([
      ['comment'],
      ['comment'],
      ['comment', 'text', 'keyword'],
    ])
  })
})

describe('the side', () => {
  it('shows the lesson first, then code and method, by keyboard', async () => {
    const page = await openPage()
    page.layout.sideOver = true
    const { wrapper } = await show(page, LabView)
    const side = wrapper.get('aside')
    expect(side.findAll('h3').map(head => head.text())).toEqual([
      'Predict first',
      'What you saw',
      'Why',
      'How likely',
      'How to fix it',
      'What the fix costs',
      'Sources',
    ])
    const [lesson, code, method] = side.findAll('[role=tab]')
    await code?.trigger('focus')
    expect(wrapper.get('aside .code h3').text()).toBe('plain ++')
    expect(lesson?.attributes('aria-selected')).toBe('false')
    page.lab.focus('mutex')
    await wrapper.vm.$nextTick()
    expect(wrapper.get('aside .code h3').text()).toBe('mutex')
    await method?.trigger('focus')
    expect(wrapper.get('aside .method').text()).toContain('Not run yet.')
  })

  it('opens over the page in a narrow window, takes the focus, and gives it back', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, LabView)
    expect(wrapper.find('aside').exists()).toBe(false)
    const opener = wrapper.get('.top .actions > :last-child')
    if (opener.element instanceof HTMLElement) opener.element.focus()
    expect(document.activeElement).toBe(opener.element)
    await opener.trigger('click')
    expect(wrapper.find('aside').exists()).toBe(true)
    expect(document.activeElement?.textContent).toBe('Lesson')
    await wrapper.get('aside .close').trigger('click')
    expect(wrapper.find('aside').exists()).toBe(false)
    expect(document.activeElement).toBe(opener.element)
  })
})

describe('the method', () => {
  const plan = planOf('r1', { experiment: 'lost-update', variants: ['mutex'], set: { trials: 2, warmUp: 0 } })

  it('tells what a run was', () => {
    const facts = Object.fromEntries(methodFacts(documentOf(plan, [])).map(({ name, value }) => [name, value]))
    expect(facts).toMatchObject({ run: 'r1', trials: '2', additions: '100\u202f000', 'warm-up': 'none' })
    expect(facts['seed']).toMatch(/^7: /)
  })

  it('tells that a workers curve warms up with each number of workers', () => {
    const curved = planOf('r2', { experiment: 'lost-update', set: { warmUp: 2, curve: 'workers' } })
    const facts = Object.fromEntries(methodFacts(documentOf(curved, [])).map(({ name, value }) => [name, value]))
    expect(facts['warm-up']).toBe('2 of each variant with each number of workers first, not recorded')
  })

  it('gives the command that makes the same plan again', () => {
    expect(rerunLine(documentOf(plan, []))).toBe(
      'npx interleave run lost-update --variant mutex --set workers=2 --set trials=2 --set warmUp=0 --set stallAfter=1 --set timeCap=10 --set recording=off --set curve=off ' +
        '--set additions=100000 --set amplifier=none --set spinNanos=500 --seed 7',
    )
  })
})
