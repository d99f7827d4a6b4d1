import * as z from 'zod'

const eventSchema = z.object({
  ph: z.enum(['M', 'X', 's', 'f', 'C', 'i']),
  name: z.string().min(1),
  pid: z.int().positive(),
  tid: z.int().nonnegative(),
  ts: z.number().nonnegative(),
  dur: z.number().nonnegative().optional(),
  id: z.int().optional(),
  bp: z.literal('e').optional(),
})
type Event = z.infer<typeof eventSchema>
const traceSchema = z.object({ traceEvents: z.array(eventSchema), displayTimeUnit: z.enum(['ms', 'ns']) })

/** What an importer of Chrome's trace format would stumble over: order, slices that do not nest, arrows that lead nowhere. */
export function traceTrouble(text: string): string[] {
  const { traceEvents: events } = traceSchema.parse(JSON.parse(text))
  return [...orderTrouble(events), ...nestingTrouble(events), ...arrowTrouble(events)]
}

function orderTrouble(events: readonly Event[]): string[] {
  const timed = events.filter(({ ph }) => ph !== 'M')
  const late = timed.findIndex((event, index) => index > 0 && event.ts < (timed[index - 1]?.ts ?? 0))
  const named = events.findLastIndex(({ ph }) => ph === 'M')
  return [
    ...(late < 0 ? [] : [`event ${String(late)} comes after a later one`]),
    ...(events.slice(0, Math.max(0, named)).some(({ ph }) => ph !== 'M') ? ['a name comes after an event'] : []),
  ]
}

/** In nanoseconds: the format's microseconds are no whole numbers. */
const nanos = (micros: number): number => Math.round(micros * 1000)
const begin = ({ ts }: Event): number => nanos(ts)
const end = ({ ts, dur = 0 }: Event): number => nanos(ts) + nanos(dur)
const trackOf = ({ pid, tid }: Event): string => `${String(pid)}/${String(tid)}`

function nestingTrouble(events: readonly Event[]): string[] {
  const tracks = Map.groupBy(
    events.filter(({ ph }) => ph === 'X'),
    trackOf,
  )
  return [...tracks].flatMap(([track, slices]) => {
    const open: Event[] = []
    return slices.flatMap(slice => {
      while (open.length > 0 && end(open.at(-1) ?? slice) <= begin(slice)) open.pop()
      const outer = open.at(-1)
      open.push(slice)
      return outer !== undefined && end(slice) > end(outer)
        ? [`${track}: "${slice.name}" reaches out of "${outer.name}"`]
        : []
    })
  })
}

function arrowTrouble(events: readonly Event[]): string[] {
  const slices = Map.groupBy(
    events.filter(({ ph }) => ph === 'X'),
    trackOf,
  )
  const isInSlice = (event: Event): boolean =>
    (slices.get(trackOf(event)) ?? []).some(slice => begin(slice) <= begin(event) && begin(event) <= end(slice))
  const arrows = Map.groupBy(
    events.filter(({ ph }) => ph === 's' || ph === 'f'),
    ({ id }) => id,
  )
  return [...arrows].flatMap(([id, ends]) => {
    const [from, to] = [ends.find(({ ph }) => ph === 's'), ends.find(({ ph }) => ph === 'f')]
    if (ends.length !== 2 || from === undefined || to === undefined) return [`arrow ${String(id)} has not two ends`]
    return [
      ...(from.ts > to.ts ? [`arrow ${String(id)} leads back in time`] : []),
      ...ends.filter(one => !isInSlice(one)).map(({ ph }) => `arrow ${String(id)}: its ${ph} lies in no slice`),
    ]
  })
}
