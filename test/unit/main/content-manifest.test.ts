import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentManifest, type ContentFile } from '../../../src/main/content-manifest.ts'

describe('the manifest of the built page', () => {
  let folder: string
  let manifest: ReadonlyMap<string, ContentFile>

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interleave-manifest-'))
    const page = join(folder, 'renderer')
    mkdirSync(join(page, 'assets'), { recursive: true })
    writeFileSync(join(folder, 'secret.js'), '')
    for (const name of ['index.html', 'assets/index-a1.js', 'assets/index-a1.css', 'assets/notes.txt']) {
      writeFileSync(join(page, name), '')
    }
    symlinkSync(join(folder, 'secret.js'), join(page, 'assets', 'link.js'))
    manifest = contentManifest(page)
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds the files of the page by path, and the page itself also by none', () => {
    expect([...manifest.keys()].sort()).toEqual(['/', '/assets/index-a1.css', '/assets/index-a1.js', '/index.html'])
    expect(manifest.get('/')).toEqual(manifest.get('/index.html'))
    expect(manifest.get('/assets/index-a1.js')?.type).toBe('text/javascript; charset=utf-8')
  })

  it.each([
    '',
    '/assets',
    '/assets/',
    '/assets/link.js',
    '/assets/notes.txt',
    '/../secret.js',
    '/%2e%2e/secret.js',
    '//index.html',
    '/INDEX.HTML',
    '/index.html/',
    'constructor',
    '__proto__',
  ])('does not hold "%s"', path => {
    expect(manifest.get(path)).toBeUndefined()
  })
})
