/**
 * What in a document breaks the contract of `interleave.run/1`, one sentence each. Written by hand from the contract,
 * apart from the schema that the program itself uses: a mistake there must not excuse itself here.
 */
export function contractTrouble(document: unknown): string[] {
  const found = new Trouble()
  const run = found.record('the document', document)
  found.words(run, 'schema', ['interleave.run/1'])
  found.filled(run, 'id', 'experiment')
  found.whole(run, 'seed')
  found.expect(Number(run['seed']) <= 0xffffffff, 'seed is a u32')
  found.expect(isIsoTime(run['startedAt']), 'startedAt is an ISO time')
  found.amount(run, 'durationMillis')
  found.words(run, 'state', RUN_STATES)
  found.words(run, 'verdict', VERDICTS)
  const variants = found.records(run, 'variants')
  for (const variant of variants) checkVariant(found, variant)
  const verdicts = variants.map(variant => variant['verdict'])
  const worst = [...VERDICTS].find(verdict => verdicts.includes(verdict))
  found.expect(run['verdict'] === worst, `the run's verdict is its worst variant's, ${String(worst)}`)
  for (const warning of found.records(run, 'warnings')) found.filled(warning, 'code', 'message')
  const machine = found.record('machine', run['machine'])
  found.filled(machine, 'cpu', 'platform', 'arch', 'osRelease')
  found.whole(machine, 'cores', 'memoryBytes')
  found.filled(found.record('versions', run['versions']), 'interleave', 'node', 'v8')
  return found.sentences
}

const RUN_STATES = ['completed', 'timed-out', 'cancelled', 'crashed', 'interrupted', 'failed']
/** Worst first. */
const VERDICTS = ['failed', 'inconclusive', 'passed']
const GRADES = ['acceptable', 'interesting', 'forbidden']
const TRIAL_STATES = ['completed', 'deadlocked', 'stalled', 'timed-out', 'cancelled', 'crashed']
const FINDINGS = ['deadlock', 'stalled', 'abandoned', 'order-risk', 'livelock', 'starvation']

type Fields = Record<string, unknown>

function checkVariant(found: Trouble, variant: Fields): void {
  found.filled(variant, 'variant')
  found.expect(/^[a-z]+(-[a-z]+)*$/.test(String(variant['variant'])), 'a variant is named in kebab-case')
  found.words(variant, 'verdict', VERDICTS)
  found.words(variant, 'state', RUN_STATES)
  const params = found.record('params', variant['params'])
  found.expect(Object.values(params).every(isPlain), 'params are numbers and texts')
  const outcomes = found.records(variant, 'outcomes')
  for (const outcome of outcomes) {
    found.filled(outcome, 'name', 'description')
    found.words(outcome, 'grade', GRADES)
    found.whole(outcome, 'count')
  }
  const names = outcomes.map(outcome => outcome['name'])
  found.expect(new Set(names).size === names.length, 'each outcome has one row')
  const trials = found.records(variant, 'trials')
  for (const [place, trial] of trials.entries()) {
    found.expect(trial['index'] === place, `trial indices count up from 0, got ${String(trial['index'])} at ${place}`)
    found.words(trial, 'state', TRIAL_STATES)
    found.amount(trial, 'durationMillis')
    found.whole(trial, 'operations')
    const observed = found.record('observed', trial['observed'])
    found.expect(Object.values(observed).every(isPlain), 'what is observed is numbers and texts')
    const graded = trial['outcome'] !== null
    if (graded) found.expect(names.includes(trial['outcome']), `outcome ${String(trial['outcome'])} has a row`)
    found.expect(graded || trial['state'] !== 'completed', 'a completed trial has an outcome')
    found.expect(!graded || trial['state'] !== 'cancelled', 'a cancelled trial has none')
  }
  for (const { name, count } of outcomes) {
    const own = trials.filter(trial => trial['outcome'] === name).length
    found.expect(own === count, `${String(name)} is counted ${String(count)} times and occurred ${own} times`)
  }
  checkVerdict(found, variant, outcomes, trials)
  for (const [name, measure] of Object.entries(found.record('measures', variant['measures']))) {
    const summary = found.record(`measure ${name}`, measure)
    found.filled(summary, 'unit')
    found.expect(typeof summary['median'] === 'number', `measure ${name} has a median`)
    found.expect(isBound(summary['low']) && isBound(summary['high']), `measure ${name} has an interval, or null`)
    found.whole(summary, 'n')
  }
  for (const finding of found.records(variant, 'deadlocks')) {
    found.words(finding, 'kind', FINDINGS)
    found.whole(finding, 'trial')
  }
}

function checkVerdict(found: Trouble, variant: Fields, outcomes: readonly Fields[], trials: readonly Fields[]): void {
  const planned = Number(found.record('params', variant['params'])['trials'])
  const finished = trials.filter(trial => trial['outcome'] !== null).length
  const checks = 'checks' in variant ? found.records(variant, 'checks') : []
  const forbidden = outcomes.some(({ grade, count }) => grade === 'forbidden' && Number(count) > 0)
  const failed = forbidden || checks.some(({ failures }) => Number(failures) > 0)
  const expected = failed ? 'failed' : finished * 2 < planned ? 'inconclusive' : 'passed'
  const name = String(variant['variant'])
  found.expect(variant['verdict'] === expected, `${name}'s verdict follows from its outcomes: ${expected}`)
  found.expect(trials.length <= planned, `${name} has no more trials than were planned`)
}

class Trouble {
  readonly sentences: string[] = []

  expect(holds: boolean, sentence: string): void {
    if (!holds) this.sentences.push(sentence)
  }

  record(name: string, value: unknown): Fields {
    if (isRecord(value)) return value
    this.sentences.push(`${name} is an object`)
    return {}
  }

  records(owner: Fields, field: string): Fields[] {
    const list: unknown = owner[field]
    this.expect(Array.isArray(list), `${field} is a list`)
    return Array.isArray(list) ? list.map(entry => this.record(`an entry of ${field}`, entry)) : []
  }

  filled(owner: Fields, ...fields: readonly string[]): void {
    for (const field of fields) {
      const value = owner[field]
      this.expect(typeof value === 'string' && value !== '', `${field} is a text that says something`)
    }
  }

  words(owner: Fields, field: string, closed: readonly string[]): void {
    this.expect(closed.includes(String(owner[field])), `${field} is one of ${closed.join(', ')}`)
  }

  amount(owner: Fields, field: string): void {
    const value = owner[field]
    this.expect(typeof value === 'number' && value >= 0, `${field} is an amount`)
  }

  whole(owner: Fields, ...fields: readonly string[]): void {
    for (const field of fields) {
      const value = owner[field]
      this.expect(Number.isSafeInteger(value) && Number(value) >= 0, `${field} is a whole number`)
    }
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string'
}

function isBound(value: unknown): boolean {
  return typeof value === 'number' || value === null
}

function isIsoTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
}
