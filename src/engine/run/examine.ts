import type { DoctorReport } from '../../contract/doctor.ts'
import { WRITES, plainAccesses } from '../experiments/_plain-accesses/experiment.ts'
import { defaultWorkers, type MachineSize } from '../experiments/kit/params.ts'
import { hasWasmThreads } from '../memory/region.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Clock, Ports } from '../ports.ts'
import { formatCount } from '../../base/units.ts'

const CHECK_WITHIN_MILLIS = 10_000
const ROUND_TRIPS = 2_000

/** Examines the ground the lab stands on; every line is measured or looked up now. */
export async function examine(pool: WorkerPool, ports: Ports, size: MachineSize): Promise<DoctorReport> {
  const { machine, clock } = ports
  const checks = await checkPlainAccesses(pool, ports)
  const roundTripMicros = await measureRoundTrip(pool, clock)
  return {
    schema: 'interleave.doctor/1',
    machine: machine.facts,
    versions: machine.versions,
    defaultWorkers: defaultWorkers(size),
    clockStepNanos: clockStep(clock),
    wasmThreads: hasWasmThreads(),
    roundTripMicros,
    freeMemoryBytes: machine.freeMemoryBytes(),
    plainAccesses: { kept: checks.every(check => check.passed), checks },
    electron: machine.findElectron(),
    chromium: machine.findChromium(),
    pythons: await findPythons(machine),
  }
}

/** Without their paths, which may hold a user's name. */
async function findPythons(machine: Ports['machine']): Promise<DoctorReport['pythons']> {
  const { interpreters, leftOut } = await machine.findInterpreters()
  return {
    found: interpreters.map(({ version, source, freeThreadedBuild, gilEnabled }) => {
      return { version, source, freeThreadedBuild, gilEnabled }
    }),
    leftOut: [...leftOut],
  }
}

type Check = DoctorReport['plainAccesses']['checks'][number]

async function checkPlainAccesses(pool: WorkerPool, { machine }: Ports): Promise<Check[]> {
  const params = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
  const arms = ['stores', 'loads'].map(variant => ({ variant, params }))
  const session = await pool.open({
    experiment: plainAccesses,
    arms,
    workers: 2,
    primitives: 'webassembly',
    telemetry: true,
  })
  const checks: Check[] = []
  try {
    for (const [arm, { variant }] of arms.entries()) {
      session.startTrial({ arm, parties: 2, seed: 0, cores: machine.facts.cores })
      const end = await session.endOfTrial(CHECK_WITHIN_MILLIS)
      if (end !== 'finished') {
        const stuck = await session.abandonTrial()
        const how = session.fault?.message ?? `the check did not end (${String(stuck.length)} workers stuck)`
        checks.push({ name: variant, passed: false, finding: how })
        await session.ready()
        continue
      }
      const { observed, outcome } = session.judge(arm)
      checks.push({
        name: variant,
        passed: outcome === 'kept',
        finding: findingOf(variant, Number(observed['distinct'])),
      })
    }
  } finally {
    await pool.release(session)
  }
  return checks
}

function findingOf(variant: string, distinct: number): string {
  if (variant === 'stores') {
    return `${formatCount(distinct)} different values seen while another worker counted to ${formatCount(WRITES)}`
  }
  return distinct > 0
    ? 'a flag set by another worker is seen in a hot loop'
    : 'a flag set by another worker is never seen in a hot loop'
}

/** From an empty task to its result, on one warm worker. */
async function measureRoundTrip(pool: WorkerPool, clock: Clock): Promise<number> {
  const dispatch = await pool.openDispatch(1)
  try {
    const nanos: number[] = []
    for (let n = 0; n < ROUND_TRIPS; n++) {
      const asked = clock.nowNanos()
      await dispatch.run('echo', n)
      nanos.push(clock.nowNanos() - asked)
    }
    // The first ones meet code that is not compiled yet.
    const warm = nanos.slice(ROUND_TRIPS / 2).toSorted((a, b) => a - b)
    return (warm[warm.length >> 1] ?? 0) / 1e3
  } finally {
    await dispatch.close()
  }
}

/** The smallest step between two readings that differ. */
function clockStep(clock: Clock): number {
  let smallest = Number.POSITIVE_INFINITY
  let last = clock.nowNanos()
  for (let reading = 0; reading < 10_000; reading++) {
    const now = clock.nowNanos()
    if (now > last) smallest = Math.min(smallest, now - last)
    last = now
  }
  return smallest
}
