import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromHost, ToHost } from '../../../src/host/host-control.ts'
import { SupervisedHost } from '../../../src/host/supervised-host.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A host process that says what a test has it say. */
function hostOf(printer?: ConstructorParameters<typeof SupervisedHost>[1]['printer']) {
  const heard: unknown[] = []
  let listener: (message: unknown) => void = () => undefined
  let ends: () => void = () => undefined
  const host = new SupervisedHost(
    {
      pid: 7,
      post: message => heard.push(message),
      onMessage: hear => (listener = hear),
      onExit: end => (ends = () => end({ code: null, signal: 'SIGKILL' })),
      kill: () => ends(),
    },
    { onCoresKeptFree: () => undefined, ...(printer && { printer }) },
  )
  return {
    host,
    says: (message: FromHost) => listener(message),
    heard: (kind: ToHost['kind']) =>
      heard.filter(message => typeof message === 'object' && message !== null && Reflect.get(message, 'kind') === kind),
    die: () => ends(),
  }
}

describe('a host that is asked to stop a sweep', () => {
  it('is ended where the sweep just goes on', () => {
    const { host, says } = hostOf()
    says({ kind: 'sweep-goes-on', sweepId: 'a' })
    says({ kind: 'stop-asked' })
    vi.advanceTimersByTime(2_400)
    expect(host.killedBecause).toBeNull()
    vi.advanceTimersByTime(200)
    expect(host.killedBecause).toContain('did not answer a stop')
  })

  it('lives where the sweep was stopped, also when it goes on again at once', () => {
    const { host, says } = hostOf()
    says({ kind: 'sweep-goes-on', sweepId: 'a' })
    says({ kind: 'stop-asked' })
    says({ kind: 'sweep-goes-on', sweepId: null })
    says({ kind: 'sweep-goes-on', sweepId: 'a' })
    vi.advanceTimersByTime(3_000)
    expect(host.killedBecause).toBeNull()
  })
})

describe('what is printed for a host', () => {
  it.each(['when nobody waits for it any more', 'when its host is gone'])('is ended %s', async when => {
    let ended = 0
    const never = (_content: string, cancelling: { onCancel(listener: () => void): void }) =>
      new Promise<Uint8Array>((_, reject) => {
        cancelling.onCancel(() => {
          ended += 1
          reject(new Error('it was cancelled'))
        })
      })
    const { host, says, heard, die } = hostOf({ pdf: never, png: never })
    says({ kind: 'print', job: 1, what: 'pdf', content: '' })
    says({ kind: 'print', job: 2, what: 'png', content: '' })
    if (when === 'when its host is gone') {
      die()
      await host.gone
      expect(ended).toBe(2)
      return
    }
    says({ kind: 'print-unwanted', job: 2 })
    says({ kind: 'print-unwanted', job: 3 })
    await expect.poll(() => heard('printed')).toMatchObject([{ job: 2, answer: { ok: false } }])
    expect(ended).toBe(1)
  })
})
