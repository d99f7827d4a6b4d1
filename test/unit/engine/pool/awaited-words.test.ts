import { describe, expect, it } from 'vitest'
import { heldBy } from '../../../../src/base/lock-word.ts'
import { i32, layout, perWorker } from '../../../../src/engine/memory/layout.ts'
import { AwaitedWords } from '../../../../src/engine/pool/awaited-words.ts'
import { channelLayout, initializeChannel } from '../../../../src/engine/sync/channel.ts'
import { eventLayout } from '../../../../src/engine/sync/event.ts'
import { mutexLayout } from '../../../../src/engine/sync/mutex.ts'
import { TIMED } from '../../../../src/engine/sync/native/waiting.ts'
import { rwLockLayout } from '../../../../src/engine/sync/rw-lock.ts'
import { initializeSemaphore, semaphoreLayout } from '../../../../src/engine/sync/semaphore.ts'

const OFFSET = 256
const memory = layout('awaited', {
  gate: mutexLayout,
  permits: semaphoreLayout,
  done: eventLayout,
  book: rwLockLayout,
  mailbox: perWorker(channelLayout),
  flag: i32({ writers: 'anybody', access: 'atomic', doc: 'no primitive' }),
})

function setUp() {
  const buffer = new SharedArrayBuffer(OFFSET + memory.byteLength)
  return { words: memory.bind(buffer, OFFSET), awaited: new AwaitedWords(buffer, memory, OFFSET) }
}

describe('what a worker says that it waits for', () => {
  it('is nothing, or a word by its name', () => {
    const { words, awaited } = setUp()
    expect(awaited.of(0)).toBeNull()
    expect(awaited.of(words.flag.address)).toEqual({ forWord: 'flag', owner: null, timed: false })
    expect(awaited.of(4)).toMatchObject({ forWord: 'the word at 4' })
  })

  it('is a lock with its owner', () => {
    const { words, awaited } = setUp()
    const { word } = words.gate
    expect(awaited.of(word.address)).toEqual({ forWord: 'gate', owner: null, timed: false, kind: 'mutex' })
    word.store(heldBy(3))
    expect(awaited.of(word.address | TIMED)).toEqual({ forWord: 'gate', owner: 3, timed: true, kind: 'mutex' })
  })

  it('is a reader that has not left yet', () => {
    const { words, awaited } = setUp()
    const slot = words.book.reading.of(2)
    slot.store(1)
    expect(awaited.of(slot.address)).toMatchObject({ forWord: 'book (reader 3)', owner: 2, kind: 'reader' })
  })

  it('is a semaphore, with how many of its permits are out', () => {
    const { words, awaited } = setUp()
    initializeSemaphore(words.permits, 3)
    words.permits.permits.store(1)
    expect(awaited.of(words.permits.permits.address)).toEqual({
      forWord: 'permits',
      owner: null,
      timed: false,
      kind: 'semaphore',
      level: { used: 2, of: 3 },
    })
  })

  it('is one end of a channel, with what is inside', () => {
    const { words, awaited } = setUp()
    const mailbox = words.mailbox.of(1)
    initializeChannel(mailbox, 8)
    mailbox.count.store(8)
    const full = { forWord: 'mailbox[1].notFull', kind: 'condition', level: { used: 8, of: 8 } }
    expect(awaited.of(mailbox.notFull.sequence.address)).toMatchObject(full)
    expect(awaited.of(mailbox.notEmpty.sequence.address)).toMatchObject({ forWord: 'mailbox[1].notEmpty' })
  })

  it('is an event, which has no level', () => {
    const { words, awaited } = setUp()
    expect(awaited.of(words.done.state.address)).toEqual({ forWord: 'done', owner: null, timed: false, kind: 'event' })
  })
})
