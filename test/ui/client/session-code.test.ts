import { afterEach, describe, expect, it } from 'vitest'
import { takeCode } from '../../../src/renderer/client/session-code.ts'

describe('takeCode', () => {
  afterEach(() => {
    window.location.hash = ''
  })

  it.each([
    ['#/?code=abc', 'abc', '#/'],
    ['#code=abc', 'abc', '#/'],
    ['#/lab/lost-update?code=abc&p.workers=4', 'abc', '#/lab/lost-update?p.workers=4'],
    ['#/lab/lost-update?p.workers=4', null, '#/lab/lost-update?p.workers=4'],
    ['#/lab/lost-update', null, '#/lab/lost-update'],
    ['', null, ''],
  ])('takes from "%s" the code %s and leaves "%s"', (before, code, after) => {
    window.location.hash = before
    const entries = window.history.length
    expect(takeCode(window.location, window.history)).toBe(code)
    expect(window.location.hash).toBe(after)
    expect(window.history.length).toBe(entries)
  })
})
