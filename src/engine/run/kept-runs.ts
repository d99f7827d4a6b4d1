import { closest } from 'fastest-levenshtein'
import { LabError, toLabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { RunPlanSummary } from '../../contract/events.ts'
import {
  historyQuerySchema,
  LEAST_LIMIT_BYTES,
  MOST_LIMIT_BYTES,
  runEditSchema,
  runIdsSchema,
  type History,
  type HistoryNotice,
  type HistoryPage,
  type HistoryQuery,
  type HistoryQueryInput,
  type HistorySize,
  type Keeping,
  type RunEdit,
  type RunEntry,
  type StoredRun,
  type StoredSweep,
} from '../../contract/history.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import type { RunStore } from '../ports.ts'
import { interruptedRun } from './crashed-run.ts'
import { importedValue, runFrom, schemaOf } from './imported-run.ts'
import { sweepFrom } from './imported-sweep.ts'
import { KeptSweeps } from './kept-sweeps.ts'
import { idFor } from './run-reference.ts'

/**
 * The history of a lab: what it has run, kept by its store.
 *
 * Guarantees: no trouble of the store ever ends a run, or takes its result away; a run that a process which is gone had
 * begun is an interrupted one before anybody sees it.
 */
export class KeptRuns implements History {
  readonly #store: RunStore | null
  readonly #experiments: Registry
  readonly #sweeps: KeptSweeps | null
  #changed: () => void = () => undefined

  constructor(store: RunStore | null, experiments: Registry) {
    this.#store = store
    this.#experiments = experiments
    this.#sweeps =
      store === null
        ? null
        : new KeptSweeps(store, () => {
            this.#changed()
          })
  }

  /** Null where there is nothing to keep sweeps in. */
  get sweeps(): KeptSweeps | null {
    return this.#sweeps
  }

  /** A run begins. That this cannot be kept shows at its end. */
  async begin(plan: RunPlanSummary): Promise<void> {
    // What stands in the way still does at the run's end, where it is told; or it does not, and the run is kept whole.
    await this.#store?.begin(plan).then(this.#changed, () => undefined)
  }

  /** @returns null where there is nothing to keep it in */
  async finish(document: RunDocument): Promise<Keeping | null> {
    if (this.#store === null) return null
    try {
      await this.#store.finish(document)
      this.#changed()
      return { saved: true }
    } catch (thrown) {
      const { code, message } = toLabError(thrown)
      return { saved: false, why: { code, message } }
    }
  }

  async list(query: HistoryQueryInput): Promise<HistoryPage> {
    const store = this.#opened()
    const checked = checkedBy(historyQuerySchema, query)
    await this.#endOrphans(store)
    const { entries, total } = await store.list(checked)
    const { experiments, variants } = await store.names()
    return {
      entries,
      total,
      nearest: total === 0 ? nearestTo(checked, [...experiments, ...variants]) : null,
      size: await store.size(),
      experiments,
      notices: store.notices(),
    }
  }

  async open(id: string): Promise<StoredRun> {
    if (this.#store === null) throw notKept(id)
    await this.#endOrphans(this.#store)
    return this.#store.open(id)
  }

  async find(reference: string): Promise<StoredRun> {
    return this.open(await idFor(reference, this.#opened(), ({ kind }) => kind === 'run'))
  }

  async openSweep(id: string): Promise<StoredSweep> {
    const kept = await this.#sweeps?.find(id)
    if (kept !== undefined && kept !== null) return { entry: kept.entry, document: kept.document }
    throw notKept(id)
  }

  async entry(reference: string): Promise<RunEntry> {
    const store = this.#store
    if (store === null) throw notKept(reference)
    await this.#endOrphans(store)
    return store.entry(await idFor(reference, store))
  }

  async edit(id: string, edit: RunEdit): Promise<RunEntry> {
    return this.#change(store => store.edit(id, checkedBy(runEditSchema, edit)))
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.#change(store => store.delete(checkedBy(runIdsSchema, ids)))
  }

  async restore(ids: readonly string[]): Promise<void> {
    await this.#change(store => store.restore(checkedBy(runIdsSchema, ids)))
  }

  async import(text: string): Promise<RunEntry> {
    const given = importedValue(text)
    if (schemaOf(given) === 'interleave.sweep/1') {
      const sweep = sweepFrom(given)
      await this.#change(() => this.#sweeps?.add(sweep) ?? Promise.resolve())
      return this.entry(sweep.id)
    }
    const document = runFrom(given)
    await this.#change(store => store.add(document))
    return (await this.open(document.id)).entry
  }

  async limit(bytes: number): Promise<HistorySize> {
    if (!Number.isSafeInteger(bytes) || bytes < LEAST_LIMIT_BYTES || bytes > MOST_LIMIT_BYTES) {
      throw new LabError('BAD_VALUE', `the history's limit must be a whole number of bytes, got ${String(bytes)}`, {
        allowed: `${String(LEAST_LIMIT_BYTES)} to ${String(MOST_LIMIT_BYTES)}`,
        suggestion: String(LEAST_LIMIT_BYTES),
      })
    }
    await this.#change(store => store.limit(bytes))
    return this.#opened().size()
  }

  async backup(path: string): Promise<void> {
    await this.#opened().backup(path)
  }

  notices(): readonly HistoryNotice[] {
    return this.#store?.notices() ?? []
  }

  onChange(listener: () => void): void {
    this.#changed = listener
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }

  async #change<T>(work: (store: RunStore) => Promise<T>): Promise<T> {
    const result = await work(this.#opened())
    this.#changed()
    return result
  }

  async #endOrphans(store: RunStore): Promise<void> {
    for (const plan of await store.orphans()) {
      await store.finish(interruptedRun(plan, await this.#experiments.get(plan.experiment)?.()))
    }
    await this.#sweeps?.endOrphans()
  }

  #opened(): RunStore {
    if (this.#store !== null) return this.#store
    throw new LabError('HISTORY_UNAVAILABLE', 'this lab keeps no history', {
      suggestion: 'start it with a data folder',
    })
  }
}

function notKept(id: string): LabError {
  return new LabError('UNKNOWN_RUN', `"${printable(id)}" is not kept here`, {
    allowed: 'the id of a run or a sweep that the history lists',
    suggestion: 'run it again',
  })
}

/** A word that runs do have, for one that was looked for in vain. */
function nearestTo({ search }: HistoryQuery, words: readonly string[]): string | null {
  const [first] = search.trim().toLowerCase().split(/\s+/)
  return first === undefined || first === '' || words.length === 0 ? null : closest(first, words)
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

/** What shells pass on may come from anywhere. @throws {LabError} BAD_VALUE */
function checkedBy<T>(schema: Schema<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new LabError(
    'BAD_VALUE',
    `the history was asked ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`,
    {
      suggestion: 'interleave history --help',
    },
  )
}
