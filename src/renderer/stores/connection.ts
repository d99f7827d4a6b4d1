import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { LabError } from '../../base/errors.ts'
import type { DeskSnapshot, HostRestart } from '../../contract/desk-wire.ts'
import type { MachineFacts, Versions } from '../../contract/run-document.ts'
import type { DeskClient } from '../client/desk-client.ts'
import { ReconnectingDesk, type ConnectionListener, type ConnectionState } from '../client/reconnecting-desk.ts'
import type { OpenTransport } from '../client/transport.ts'

/** Whether there is a lab at the other end, since when, and what it said of itself. */
export const useConnectionStore = defineStore('connection', () => {
  const state = ref<ConnectionState>('connecting')
  const sinceMillis = ref(Date.now())
  const machine = shallowRef<MachineFacts | null>(null)
  const versions = shallowRef<Versions | null>(null)
  /** Why the present engine host is not the first one, until it is read or overtaken by a new run. */
  const restart = shallowRef<HostRestart | null>(null)
  /** Why the desk hung up, in its words. */
  const refusal = ref<string | null>(null)
  /** When something was heard last, by the wall clock; set when the connection is lost. */
  const lastHeardMillis = ref<number | null>(null)

  let heardMillis: number | null = null
  let desk: ReconnectingDesk | null = null

  const attached = computed(() => state.value === 'attached')

  /** Connects, and stays connected. What the desk says goes to `listener`, after this store has taken its part. */
  function start(open: OpenTransport, listener: Omit<ConnectionListener, 'stateChanged' | 'refused'>): void {
    desk?.end()
    const opened = new ReconnectingDesk(open, {
      stateChanged,
      refused: (_code, message) => (refusal.value = message),
      attached(snapshot) {
        heard()
        takeSnapshot(snapshot)
        listener.attached(snapshot)
      },
      events(events) {
        heard()
        if (events.some(event => event.kind === 'run-started')) restart.value = null
        listener.events(events)
      },
      frame(cells) {
        heard()
        listener.frame(cells)
      },
    })
    desk = opened
    const hope = (): void => {
      if (!document.hidden) opened.tryNow()
    }
    window.addEventListener('online', hope)
    document.addEventListener('visibilitychange', hope)
    opened.tryNow()
  }

  function heard(): void {
    heardMillis = Date.now()
  }

  function stateChanged(next: ConnectionState): void {
    if (state.value === 'attached') lastHeardMillis.value = heardMillis
    if (next === 'attached') refusal.value = null
    state.value = next
    sinceMillis.value = Date.now()
  }

  function takeSnapshot(snapshot: DeskSnapshot): void {
    machine.value = snapshot.machine
    versions.value = snapshot.versions
    // Old news is no news: a run has started since.
    const since = [snapshot.underWay?.plan.startedAt, snapshot.last?.startedAt]
    const overtaken = since.some(at => at !== undefined && snapshot.restart !== null && at > snapshot.restart.at)
    restart.value = overtaken ? null : snapshot.restart
  }

  function dismissRestart(): void {
    restart.value = null
  }

  /** @throws {LabError} HOST_DIED while there is no connection */
  function client(): DeskClient {
    const present = desk?.client ?? null
    if (present !== null) return present
    throw new LabError('HOST_DIED', 'the engine host is not connected', {
      suggestion: 'wait until it is back, then try again',
    })
  }

  return {
    state,
    attached,
    sinceMillis,
    machine,
    versions,
    restart,
    refusal,
    lastHeardMillis,
    start,
    dismissRestart,
    client,
  }
})
