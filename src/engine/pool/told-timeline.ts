import type { Lags, Spans } from '../../contract/timeline.ts'
import type { AttachedPictured, SpanRows } from '../experiments/kit/pictured.ts'

/** As the document has it; absent what the experiment notes nothing of. */
export interface ToldTimeline {
  readonly spans?: Spans
  readonly lags?: Lags
}

/** What kernels noted of a trial, in milliseconds since `startedNanos`. */
export function toldTimeline(
  spans: ReturnType<AttachedPictured['spans']>,
  lags: ReturnType<AttachedPictured['lags']>,
  startedNanos: number,
): ToldTimeline {
  const since = (nanos: number): number => (nanos - startedNanos) / 1e6
  return {
    ...(spans === null ? {} : { spans: toldSpans(spans, since) }),
    ...(lags === null
      ? {}
      : {
          lags: {
            dueMillis: lags.map(({ dueNanos }) => since(dueNanos)),
            lagMillis: lags.map(({ lagNanos }) => Math.max(0, lagNanos / 1e6)),
          },
        }),
  }
}

function toldSpans({ rows, spans, dropped }: SpanRows, since: (nanos: number) => number): Spans {
  return {
    rows: [...rows],
    row: spans.map(({ row }) => row),
    fromMillis: spans.map(({ fromNanos }) => since(fromNanos)),
    toMillis: spans.map(({ toNanos }) => (toNanos === null ? null : since(toNanos))),
    label: spans.map(({ label }) => label),
    does: spans.map(({ does }) => does),
    dropped,
  }
}
