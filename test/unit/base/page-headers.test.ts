import { describe, expect, it } from 'vitest'
import { pageHeaders } from '../../../src/base/page-headers.ts'

/** Directive -> what it allows. */
function policyOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const policy: Record<string, string> = {}
  for (const directive of headers['Content-Security-Policy']?.split('; ') ?? []) {
    const [name = '', ...allowed] = directive.split(' ')
    policy[name] = allowed.join(' ')
  }
  return policy
}

describe('the headers of every page', () => {
  it('allow its own files and its own lab, and nothing else', () => {
    expect(policyOf(pageHeaders(['ws://localhost:1']))).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self' ws://localhost:1",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
    expect(policyOf(pageHeaders())['connect-src']).toBe("'self'")
  })

  it('keep the page to itself and its features off', () => {
    const headers = pageHeaders()
    expect(headers).toMatchObject({
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
    for (const feature of ['camera', 'geolocation', 'microphone', 'usb']) {
      expect(headers['Permissions-Policy']).toContain(`${feature}=()`)
    }
  })
})
