/** A line of `interleave explore`, taken apart: what it is a schedule of, and the steps. */
export interface ScheduleText {
  /** `lost-update mutex workers=2 additions=3` */
  readonly head: string
  /** A worker's digit each, `0>2` where it wakes one of several. */
  readonly tokens: readonly string[]
}

const TOKEN = /\d(?:>\d)?/g

/** Whatever it is: the lab says what is wrong with a line that is none. */
export function parted(line: string): ScheduleText {
  const bar = line.indexOf('|')
  if (bar < 0) return { head: line.trim(), tokens: [] }
  return { head: line.slice(0, bar).trim(), tokens: line.slice(bar + 1).match(TOKEN) ?? [] }
}

/** Steps stand together as long as the same worker goes on. */
export function joined({ head, tokens }: ScheduleText): string {
  const worker = (index: number): string => tokens[index]?.charAt(0) ?? ''
  const steps = tokens.map((token, index) => (worker(index) === worker(index - 1) ? token : ` ${token}`))
  return `${head} |${steps.join('')}`
}

/** What a search has to be asked for, to be one of the same model at the same sizes. */
export function sizesIn(head: string): {
  readonly experiment: string
  readonly variant: string
  readonly set: Readonly<Record<string, string>>
} {
  const [experiment = '', variant = '', ...pairs] = head.split(/\s+/)
  const set = pairs.map(pair => {
    const [name = '', value = ''] = pair.split('=')
    return [name, value] as const
  })
  return { experiment, variant, set: Object.fromEntries(set) }
}
