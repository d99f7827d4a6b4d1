import { describe, expect, it } from 'vitest'
import { checkedInFiles, read } from './checkout.ts'

const BINARY = /\.(wasm|png|ico|icns|db|gz)$/

/** Lines of the checkout that match, as `path:line`. */
function linesWith(pattern: RegExp): readonly string[] {
  return checkedInFiles()
    .filter(path => !BINARY.test(path))
    .flatMap(path =>
      read(path)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
    )
}

describe('checked-in files', () => {
  it('name no folder of the machine they were written on', () => {
    expect(linesWith(/(?<![\w./:-])(?:\/(?:home|root|Users|work|mnt)\/[\w.]|[A-Z]:\\Users\\)/)).toEqual([])
  })

  it('name no package registry', () => {
    expect(linesWith(/\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\bregistry\s*=\s*\S/)).toEqual([])
  })

  it('leave the lock file free of download addresses, so that any registry will do', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"')
  })
})
