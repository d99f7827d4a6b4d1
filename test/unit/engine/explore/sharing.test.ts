import { beforeEach, describe, expect, it } from 'vitest'
import { Sharing } from '../../../../src/engine/explore/sharing.ts'

const WORD = 0
let sharing: Sharing

beforeEach(() => {
  sharing = new Sharing()
})

describe('a word', () => {
  it('is believed to be a thread’s own until another one touches it', () => {
    expect(sharing.isOwn(WORD, 1, true)).toBe(true)
    sharing.touch(WORD, 1, true)
    expect(sharing.isOwn(WORD, 1, true)).toBe(true)
    expect(sharing.mistaken).toBe(false)
    sharing.touch(WORD, 2, false)
    expect(sharing.mistaken).toBe(true)
    sharing.startAgain()
    expect(sharing.mistaken).toBe(false)
    expect(sharing.isOwn(WORD, 1, true)).toBe(false)
    expect(sharing.isOwn(WORD, 1, false)).toBe(true)
    expect(sharing.isOwn(WORD, 2, false)).toBe(false)
  })

  it('may be read by all while nobody writes it', () => {
    for (const thread of [1, 2, 3]) {
      expect(sharing.isOwn(WORD, thread, false)).toBe(true)
      sharing.touch(WORD, thread, false)
    }
    expect(sharing.mistaken).toBe(false)
    expect(sharing.isOwn(WORD, 1, true)).toBe(false)
    sharing.touch(WORD, 1, true)
    expect(sharing.mistaken).toBe(true)
  })

  it('that nobody has relied on may turn out to be shared without harm', () => {
    sharing.touch(WORD, 1, true)
    sharing.touch(WORD, 2, true)
    expect(sharing.mistaken).toBe(false)
    expect(sharing.isOwn(WORD, 1, false)).toBe(false)
  })

  it('is nobody’s once it has been declared shared', () => {
    sharing.share(WORD)
    expect(sharing.mistaken).toBe(true)
    expect(sharing.isOwn(WORD, 1, false)).toBe(false)
  })
})
