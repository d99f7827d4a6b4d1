import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readHostSettings, writeHostSettings } from '../../../src/host/host-settings.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interleave-settings-'))
  file = join(folder, 'deep', 'settings.json')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('host settings', () => {
  it('have defaults where nothing is kept', () => {
    expect(readHostSettings(file)).toEqual({ coresKeptFree: 1 })
  })

  it('come back as they were kept, in a folder that is made for them', async () => {
    await writeHostSettings(file, { coresKeptFree: 3 })
    expect(readHostSettings(file)).toEqual({ coresKeptFree: 3 })
  })

  it.each(['', 'not json', '[]', '{"coresKeptFree":-1}', '{"coresKeptFree":"2"}', '{"coresKeptFree":1e9}', 'null'])(
    'are set aside, bytes and all, when the file holds %j',
    async text => {
      await writeHostSettings(file, { coresKeptFree: 3 })
      writeFileSync(file, text)
      expect(readHostSettings(file)).toEqual({ coresKeptFree: 1 })
      expect(existsSync(file)).toBe(false)
      expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text)
    },
  )

  it('are not mistaken for missing when they cannot be read', () => {
    expect(() => readHostSettings(folder)).toThrow('EISDIR')
  })
})
