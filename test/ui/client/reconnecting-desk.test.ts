import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../src/base/errors.ts'
import type { DeskSnapshot } from '../../../src/contract/desk-wire.ts'
import { ReconnectingDesk, type ConnectionState } from '../../../src/renderer/client/reconnecting-desk.ts'
import { SessionRefused } from '../../../src/renderer/client/transport.ts'
import { FakeDesk } from '../fixtures/fake-desk.ts'
import { until } from '../fixtures/until.ts'

describe('ReconnectingDesk', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  /** Lets answers come in; no timer falls due by it. */
  async function answered(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0)
  }

  function connect(fake: FakeDesk) {
    const states: ConnectionState[] = []
    const snapshots: DeskSnapshot[] = []
    const desk = new ReconnectingDesk(fake.open, {
      stateChanged: state => states.push(state),
      attached: given => snapshots.push(given),
      events: () => undefined,
      frame: () => undefined,
      refused: () => undefined,
    })
    desk.tryNow()
    return { desk, states, snapshots }
  }

  it('attaches first thing', async () => {
    const fake = new FakeDesk()
    const { desk, states, snapshots } = connect(fake)
    expect(desk.state).toBe('connecting')
    await answered()
    expect(states).toEqual(['attached'])
    expect(snapshots).toHaveLength(1)
    expect(fake.calls.map(call => call.name)).toEqual(['attach'])
  })

  it('comes back at once when the other side hangs up, and attaches again', async () => {
    const fake = new FakeDesk()
    const { states, snapshots } = connect(fake)
    await answered()
    await vi.advanceTimersByTimeAsync(10_000)
    fake.hangUp()
    expect(states).toEqual(['attached', 'lost'])
    await vi.advanceTimersByTimeAsync(1)
    expect(states).toEqual(['attached', 'lost', 'attached'])
    expect(snapshots).toHaveLength(2)
  })

  it('tries again after 0, 250, 500, 1000, 2000 and then every 5000 ms', async () => {
    const fake = new FakeDesk()
    fake.unreachable = new Error('nobody is there')
    connect(fake)
    await answered()
    const started = Date.now()
    const at: number[] = []
    let tries = fake.tries
    while (at.length < 6) {
      await vi.advanceTimersByTimeAsync(50)
      if (fake.tries > tries) at.push(Date.now() - started)
      tries = fake.tries
    }
    // The first wait, of 0 ms, is over before the counting starts.
    expect(at).toEqual([250, 750, 1750, 3750, 8750, 13_750])
  })

  it('slows down for a desk that hangs up as soon as it was attached to', async () => {
    const fake = new FakeDesk()
    connect(fake)
    for (let death = 0; death < 4; death++) {
      await until(() => fake.connections === 1)
      await answered()
      fake.hangUp()
    }
    const { tries } = fake
    await vi.advanceTimersByTimeAsync(900)
    expect(fake.tries).toBe(tries)
  })

  it('stops trying where there is no session', async () => {
    const fake = new FakeDesk()
    fake.unreachable = new SessionRefused('no session')
    const { desk, states } = connect(fake)
    await answered()
    expect(states).toEqual(['refused'])
    await vi.advanceTimersByTimeAsync(60_000)
    desk.tryNow()
    expect(fake.tries).toBe(1)
  })

  it('tries without waiting when there is reason to hope', async () => {
    const fake = new FakeDesk()
    fake.unreachable = new Error('nobody is there')
    const { desk } = connect(fake)
    await vi.advanceTimersByTimeAsync(10_000)
    fake.unreachable = null
    desk.tryNow()
    await answered()
    expect(desk.state).toBe('attached')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fake.connections).toBe(1)
  })

  it('ends calls that wait for an answer when the connection ends', async () => {
    const fake = new FakeDesk()
    fake.answers.doctor = () => new Promise(() => undefined)
    const { desk } = connect(fake)
    await answered()
    const examined = desk.client?.doctor().catch((thrown: unknown) => thrown)
    await answered()
    fake.hangUp()
    expect(await examined).toMatchObject({ name: 'LabError', code: 'HOST_DIED' })
  })

  it('passes the lab’s own errors on, with their hints', async () => {
    const fake = new FakeDesk()
    const { desk } = connect(fake)
    await answered()
    const asked = desk.client?.preview({ experiment: 'lost-update', set: { workers: 'many' } })
    const error = await asked?.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LabError)
    expect(error).toMatchObject({ code: 'BAD_VALUE', hints: { parameter: 'workers' } })
  })

  it('says of each frame that it was taken', async () => {
    const fake = new FakeDesk()
    connect(fake)
    await answered()
    fake.frame(new Float64Array(3))
    fake.frame(new Float64Array(3))
    await answered()
    expect(fake.callsOf('frameTaken')).toHaveLength(2)
  })
})
