import { mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it, onTestFinished } from 'vitest'
import { installKeys } from '../../../src/renderer/app/keys.ts'
import LessonText from '../../../src/renderer/components/lab/LessonText.vue'
import { present } from '../../helpers/present.ts'
import { catalogue } from '../fixtures/documents.ts'
import { until } from '../fixtures/until.ts'

const LESSON = {
  saw: 'The **mutex** lost nothing; a deadlock would show. `mutex`',
  why: 'One mutex after the other, as in _Semaphore_.',
  likely: 'Now and then.',
  fix: '- None.',
  cost: 'Little.',
  sources: '- _Barriers_ (2020).',
}

/** A lesson on the page, and what the page's own Esc did meanwhile. */
function shown(): { readonly wrapper: VueWrapper; readonly stops: readonly string[] } {
  const wrapper = mount(LessonText, { props: { lesson: LESSON }, attachTo: document.body })
  const stops: string[] = []
  const nothing = (): void => undefined
  const removeKeys = installKeys({
    run: nothing,
    escape: () => void stops.push('escape'),
    toggleSide: nothing,
    toggleRail: nothing,
    showKeys: nothing,
  })
  onTestFinished(() => {
    removeKeys()
    wrapper.unmount()
  })
  return { wrapper, stops }
}

function term(wrapper: VueWrapper, text: string): DOMWrapper<Element> {
  return present(wrapper.findAll('button').find(button => button.text() === text))
}

function pressEscape(on: Element): void {
  on.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
}

async function open(wrapper: VueWrapper, text: string): Promise<Element> {
  await term(wrapper, text).trigger('click')
  const dialog = (): Element | null => document.querySelector('[role=dialog]')
  await until(() => dialog()?.contains(document.activeElement) === true)
  return present(dialog())
}

const closed = (): Promise<void> => until(() => document.querySelector('[role=dialog]') === null)

describe('a term of a lesson', () => {
  it('is a button, once in the lesson, and none among the sources', () => {
    const { wrapper } = shown()
    expect(wrapper.findAll('button').map(button => button.text())).toEqual(['mutex', 'deadlock', 'Semaphore'])
    expect(wrapper.find('h3 button').exists()).toBe(false)
  })

  it('opens the glossary’s definition, named by the word, under the name that the glossary has for it', async () => {
    const { wrapper } = shown()
    const dialog = await open(wrapper, 'deadlock')
    expect(dialog.textContent).toMatch(/^deadlock \(proved\): a cycle of workers, each in an untimed wait/)
    expect(dialog.querySelectorAll('button')).toHaveLength(0)
    const button = term(wrapper, 'deadlock')
    expect(dialog.getAttribute('aria-labelledby')).toBe(button.attributes('id'))
    expect(button.attributes('aria-expanded')).toBe('true')
  })

  it('closes by Esc, gives the focus back, and lets nothing be stopped by it', async () => {
    const { wrapper, stops } = shown()
    await open(wrapper, 'mutex')
    pressEscape(present(document.activeElement))
    await closed()
    expect(document.activeElement).toBe(term(wrapper, 'mutex').element)
    expect(stops).toEqual([])
    pressEscape(document.body)
    expect(stops).toEqual(['escape'])
  })

  it('takes Esc for itself wherever the focus is', async () => {
    const { wrapper, stops } = shown()
    await open(wrapper, 'mutex')
    pressEscape(document.body)
    await closed()
    expect(stops).toEqual([])
  })

  it('closes when something else is pressed, and when its word is pressed again', async () => {
    const { wrapper } = shown()
    await open(wrapper, 'mutex')
    // It listens a moment after it has opened, so that what opened it does not close it.
    await until(() => {
      document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
      return document.querySelector('[role=dialog]') === null
    })
    await open(wrapper, 'mutex')
    await term(wrapper, 'mutex').trigger('click')
    await closed()
  })

  it('leaves Tab to the page, so that the next word can be reached', async () => {
    const { wrapper } = shown()
    await open(wrapper, 'mutex')
    const tab = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(tab)
    expect(tab.defaultPrevented).toBe(false)
    const next = term(wrapper, 'deadlock').element
    if (next instanceof HTMLElement) next.focus()
    await closed()
    expect(document.activeElement).toBe(next)
  })

  it('opens anew in another lesson', async () => {
    const { wrapper } = shown()
    await open(wrapper, 'mutex')
    const other = present(catalogue.experiments.find(({ id }) => id === 'lost-update')?.lesson)
    await wrapper.setProps({ lesson: other })
    const words = wrapper.findAll('button').map(button => button.text())
    expect(words).toContain('schedules')
    expect(new Set(words).size).toBe(words.length)
  })
})
