import type { Catalogue } from '../../contract/catalogue.ts'

export interface SyllabusTopic {
  /** "1" */
  readonly number: string
  readonly topic: string
  readonly entries: readonly SyllabusEntry[]
}

interface SyllabusEntry {
  /** "1.1" */
  readonly number: string
  readonly id: string
  readonly title: string
}

/** Experiments by topic, numbered in the catalogue's order. */
export function syllabusOf({ experiments }: Catalogue): SyllabusTopic[] {
  const byTopic = Map.groupBy(experiments, experiment => experiment.topic)
  return [...byTopic].map(([topic, members], index) => {
    const number = String(index + 1)
    const entries = members.map(({ id, title }, place) => ({ number: `${number}.${String(place + 1)}`, id, title }))
    return { number, topic, entries }
  })
}
