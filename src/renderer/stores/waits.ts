import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { ringsOf, type WaitMoment } from '../../charts/wait-for-graph.ts'
import { unitedResources, withResources } from '../../charts/wait-moments.ts'
import type { Ring } from '../../charts/wait-graph-layout.ts'
import type { DeskSnapshot } from '../../contract/desk-wire.ts'
import type { RecordedTrial, RunEvent } from '../../contract/events.ts'
import type { Finding } from '../../contract/run-document.ts'

/** Who waits for whom in one variant of a run that goes on, as heard last. */
export interface LiveWaits {
  readonly moment: WaitMoment
  /** What was proved last in this variant: its row stays where it is, so that the next trial does not jump. */
  readonly rings: readonly Ring[]
  /** Of the same trial: each may be told before the look that shows it. */
  readonly findings: readonly Finding[]
}

/** A moment that the page shows, for everything beside the picture that follows it. */
export interface ShownWaits {
  readonly variant: string
  readonly moment: WaitMoment
}

/** The waits of the run under way. They change faster than a page is rendered: whoever paints them subscribes. */
export const useWaitsStore = defineStore('waits', () => {
  const arms = new Map<number, LiveWaits>()
  /** Of the trial of each arm that was heard of last. */
  const findings = new Map<number, readonly Finding[]>()
  const listeners = new Set<() => void>()
  const shown = shallowRef<ShownWaits | null>(null)

  /** Has `listener` called when there is something new to paint. */
  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  /** What was heard last of an arm of the run under way; null before anything was. */
  function of(arm: number): LiveWaits | null {
    return arms.get(arm) ?? null
  }

  function take(arm: number, told: WaitMoment): void {
    const before = arms.get(arm)
    const resources = unitedResources([before?.moment.resources ?? [], told.resources])
    const moment = withResources(told, resources)
    const proved = ringsOf(moment)
    const rings = proved.length > 0 ? proved : (before?.rings ?? [])
    arms.set(arm, { moment, rings, findings: findingsOf(arm, moment.trial) })
  }

  function takeFinding(arm: number, finding: Finding): void {
    findings.set(arm, [...findingsOf(arm, finding.trial), finding])
    const live = arms.get(arm)
    if (live !== undefined) arms.set(arm, { ...live, findings: findingsOf(arm, live.moment.trial) })
  }

  function findingsOf(arm: number, trial: number): Finding[] {
    return (findings.get(arm) ?? []).filter(finding => finding.trial === trial)
  }

  /** The last look at a trial may have come with its end only. */
  function takeTrial({ arm, waits, findings: found }: RecordedTrial): void {
    const sample = waits?.samples.at(-1)
    if (waits !== null && sample !== undefined) take(arm, { trial: waits.trial, resources: waits.resources, sample })
    findings.delete(arm)
    for (const finding of found) takeFinding(arm, finding)
  }

  function forget(): void {
    arms.clear()
    findings.clear()
  }

  function onEvent(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        forget()
        break
      case 'waits-changed':
        take(event.arm, event)
        break
      case 'deadlock-proved':
        takeFinding(event.arm, event.finding)
        break
      case 'trial-finished':
        takeTrial(event.recorded)
        break
      case 'phase-changed':
      case 'curve-advanced':
      case 'run-finished':
        return
    }
    for (const listener of listeners) listener()
  }

  /** What a page that comes late must know to draw a deadlock that stands. */
  function onSnapshot({ underWay }: DeskSnapshot): void {
    forget()
    for (const recorded of underWay?.recorded ?? []) takeTrial(recorded)
    for (const event of [underWay?.waits, underWay?.deadlock]) if (event !== null && event !== undefined) onEvent(event)
    for (const listener of listeners) listener()
  }

  return { shown, subscribe, of, onEvent, onSnapshot }
})
