import { describe, expect, it } from 'vitest'
import { BUILT_PAGE, isOwnPage, mayLoad, pageSource } from '../../../src/main/page-source.ts'

const DEV = pageSource(false, 'http://localhost:5173')

describe('where the page comes from', () => {
  it('is the build, unless a server is named while developing', () => {
    expect(pageSource(false, undefined)).toBe(BUILT_PAGE)
    expect(DEV).toEqual({ url: 'http://localhost:5173', origin: 'http://localhost:5173' })
  })

  it('is the build in an installed program, whatever the environment says', () => {
    expect(pageSource(true, 'http://localhost:5173')).toBe(BUILT_PAGE)
  })
})

describe('the page itself', () => {
  it.each(['app://interleave/', 'app://interleave/index.html', 'app://interleave/#/lab?p.workers=2'])('is %s', url => {
    expect(isOwnPage(BUILT_PAGE, url)).toBe(true)
  })

  it.each([
    'app://interleave/assets/',
    'app://interleave/assets/index.js',
    'app://other/',
    'app://interleave.example.org/',
    'app:interleave',
    'https://interleave/',
    'http://localhost:5173/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    '',
    'not a url',
  ])('is not %s', url => {
    expect(isOwnPage(BUILT_PAGE, url)).toBe(false)
  })

  it('is that of the server while developing', () => {
    expect(isOwnPage(DEV, 'http://localhost:5173/#/pool')).toBe(true)
    expect(isOwnPage(DEV, 'http://localhost:5174/')).toBe(false)
    expect(isOwnPage(DEV, 'app://interleave/')).toBe(false)
  })
})

describe('what the page may load', () => {
  it.each(['app://interleave/assets/index.js', 'devtools://devtools/bundled/x.js', 'data:image/png;base64,x'])(
    'holds %s',
    url => {
      expect(mayLoad(BUILT_PAGE, url)).toBe(true)
    },
  )

  it.each([
    'http://localhost:5173/',
    'https://example.org/',
    'ws://127.0.0.1:1/',
    'file:///etc/passwd',
    'chrome://gpu',
    'app://other/',
    '',
  ])('does not hold %s', url => {
    expect(mayLoad(BUILT_PAGE, url)).toBe(false)
  })

  it('holds the server and its socket while developing', () => {
    expect(mayLoad(DEV, 'http://localhost:5173/@vite/client')).toBe(true)
    expect(mayLoad(DEV, 'ws://localhost:5173/')).toBe(true)
    expect(mayLoad(DEV, 'ws://localhost:5174/')).toBe(false)
  })
})
