import { describe, expect, it, onTestFinished } from 'vitest'
import { installKeys } from '../../../src/renderer/app/keys.ts'

function listening(): string[] {
  const done: string[] = []
  const note = (what: string) => (): void => void done.push(what)
  const remove = installKeys({
    run: note('run'),
    escape: note('escape'),
    toggleSide: note('side'),
    toggleRail: note('rail'),
    showKeys: note('keys'),
  })
  onTestFinished(remove)
  return done
}

/** @returns true when the page took the key, so that the browser does not */
function press(key: string, options: KeyboardEventInit = {}, target: Element = document.body): boolean {
  return !target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }))
}

function control(html: string): Element {
  document.body.innerHTML = html
  onTestFinished(() => {
    document.body.innerHTML = ''
  })
  const [first] = document.body.children
  if (first === undefined) throw new Error('there is no control')
  return first
}

describe('keys', () => {
  it.each([
    [' ', {}, 'run'],
    ['Enter', { ctrlKey: true }, 'run'],
    ['Enter', { metaKey: true }, 'run'],
    ['Escape', {}, 'escape'],
    ['j', { ctrlKey: true }, 'side'],
    ['b', { ctrlKey: true }, 'rail'],
    ['?', { shiftKey: true }, 'keys'],
  ])('%s %j does "%s"', (key, options, what) => {
    const done = listening()
    expect(press(key, options)).toBe(true)
    expect(done).toEqual([what])
  })

  it('leaves Space to whatever has the focus and knows what to do with it', () => {
    const done = listening()
    for (const html of [
      '<button>Go</button>',
      '<input>',
      '<select></select>',
      '<a href="#">x</a>',
      '<div tabindex="0">',
    ]) {
      expect(press(' ', {}, control(html))).toBe(false)
    }
    expect(done).toEqual([])
    press(' ', {}, control('<main tabindex="-1">'))
    expect(done).toEqual(['run'])
  })

  it('leaves "?" to fields, and runs from within them', () => {
    const done = listening()
    const field = control('<input>')
    press('?', {}, field)
    press('Enter', { ctrlKey: true }, field)
    expect(done).toEqual(['run'])
  })

  it('leaves all keys to an open dialog', () => {
    const done = listening()
    press('Escape', {}, control('<dialog open></dialog>'))
    expect(done).toEqual([])
  })

  it('leaves Esc to an open pop-over, wherever the focus is, and nothing else', () => {
    const done = listening()
    control('<div role="dialog" data-state="open"></div>')
    press('Escape')
    press('j', { ctrlKey: true })
    expect(done).toEqual(['side'])
  })

  it('does once what a held key repeats', () => {
    const done = listening()
    press('Escape')
    press('Escape', { repeat: true })
    expect(done).toEqual(['escape'])
  })
})
