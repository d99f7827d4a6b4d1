import { counted, formatMillis, formatShare } from '../../base/units.ts'
import type { Warning } from '../../contract/run-document.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { cpuPerWall } from '../experiments/kit/measures.ts'
import type { Ports, ProcessorTimes } from '../ports.ts'
import { isTimed } from './figure-warnings.ts'

/** Calendar and monotonic clock drift apart by less than this in any run; a machine that slept was away for longer. */
const LARGEST_DRIFT_MILLIS = 500
/** Systems count processors' time in steps of 10 ms and more: over less than this the steps would be what is seen. */
const SHORTEST_WINDOW_MILLIS = 500
/** Of all processors' time. */
const MOST_FOREIGN = 0.1
const MOST_STOLEN = 0.02
/** Below it somebody has told the system to save power. */
const LEAST_ALLOWED = 0.95

/** Looks at the machine, and not at the workers, from the beginning of a run to its end. */
export class MachineWatch {
  readonly #ports: Pick<Ports, 'clock' | 'machine'>
  readonly #started: Reading
  #clocks: Clocks
  #leapMillis = 0

  constructor(ports: Pick<Ports, 'clock' | 'machine'>) {
    this.#ports = ports
    this.#started = readingOf(ports)
    this.#clocks = this.#started.clocks
  }

  /** To be called between trials: whether the machine slept, or its clock was set, since the last time. */
  look(): void {
    const now = clocksOf(this.#ports)
    const leap = now.wall - this.#clocks.wall - (now.monotonic - this.#clocks.monotonic)
    const unsure = now.unsure + this.#clocks.unsure
    if (Math.abs(leap) > LARGEST_DRIFT_MILLIS + unsure) {
      if (Math.abs(leap) > Math.abs(this.#leapMillis)) this.#leapMillis = leap
    }
    this.#clocks = now
  }

  /** What is to be said about the machine at the end of the run. */
  end({ measures }: Pick<Experiment, 'measures'>): Warning[] {
    this.look()
    // Where other processes do part of the work, their time cannot be told from that of strangers.
    const worksOutside = measures.every(({ name }) => name !== cpuPerWall.name)
    const now = readingOf(this.#ports)
    return [
      ...leapWarning(this.#leapMillis),
      ...shareWarnings(this.#started, now, worksOutside),
      ...(isTimed(measures) ? speedWarnings(this.#started, now) : []),
    ]
  }
}

/** Both clocks at one moment, as nearly as two readings can be. */
interface Clocks {
  readonly wall: number
  readonly monotonic: number
  /** What passed between the readings. */
  readonly unsure: number
}

interface Reading {
  readonly clocks: Clocks
  readonly times: ProcessorTimes | null
  readonly speed: ReturnType<Ports['machine']['clockSpeed']>
}

function readingOf(ports: Pick<Ports, 'clock' | 'machine'>): Reading {
  return { clocks: clocksOf(ports), times: ports.machine.processorTimes(), speed: ports.machine.clockSpeed() }
}

function clocksOf({ clock }: Pick<Ports, 'clock'>): Clocks {
  const before = clock.nowMillis()
  const wall = clock.wallMillis()
  return { wall, monotonic: before, unsure: clock.nowMillis() - before }
}

function leapWarning(leapMillis: number): Warning[] {
  if (leapMillis === 0) return []
  return [
    {
      code: 'clock-jump',
      message:
        `the calendar went ${formatMillis(Math.abs(leapMillis))} ${leapMillis > 0 ? 'ahead of' : 'behind'} the ` +
        'clock that trials are measured with: the machine slept, or its clock was set, while the run went on. ' +
        'Its figures do not count. Run it again.',
      invalid: true,
    },
  ]
}

/** Whether somebody else had the processors. */
function shareWarnings(started: Reading, now: Reading, worksOutside: boolean): Warning[] {
  const [before, after] = [started.times, now.times]
  if (before === null || after === null) return []
  if (now.clocks.monotonic - started.clocks.monotonic < SHORTEST_WINDOW_MILLIS) return []
  const busy = after.busyMillis - before.busyMillis
  const stolen = (after.stolenMillis ?? 0) - (before.stolenMillis ?? 0)
  const all = busy + stolen + after.idleMillis - before.idleMillis
  if (all <= 0) return []
  const foreign = (busy - (after.ownMillis - before.ownMillis)) / all
  return [
    ...(foreign > MOST_FOREIGN && !worksOutside ? [busyWarning(foreign)] : []),
    ...(stolen / all > MOST_STOLEN ? [stolenWarning(stolen / all)] : []),
  ]
}

function busyWarning(foreign: number): Warning {
  return {
    code: 'host-busy',
    message:
      `other programs had ${formatShare(foreign)} of this machine’s processors while the run went on, ` +
      `more than ${formatShare(MOST_FOREIGN)}: workers had to wait for them. Run it again when the machine is quiet.`,
  }
}

function stolenWarning(stolen: number): Warning {
  return {
    code: 'time-stolen',
    message:
      `the host of this virtual machine took ${formatShare(stolen)} of its processors’ time for others while the run ` +
      `went on, more than ${formatShare(MOST_STOLEN)}: workers stood still and did not know it.`,
  }
}

/** Whether processors ran as fast as they can. */
function speedWarnings({ speed: before }: Reading, { speed: after }: Reading): Warning[] {
  if (before === null || after === null) {
    return [
      {
        code: 'clock-speed-unknown',
        message:
          'this system does not tell how fast its processors’ clocks run: had they been slowed down, nobody would have ' +
          'seen it. Speeds compare within this run, whose variants take turns, and not with other runs.',
      },
    ]
  }
  const times = after.throttlings - before.throttlings
  const allowed = Math.min(before.allowedShare, after.allowedShare)
  const reasons = [
    ...(times > 0
      ? [`processors were slowed down for their heat ${counted(times, 'time')} while the run went on`]
      : []),
    ...(allowed < LEAST_ALLOWED ? [`a processor may reach only ${formatShare(allowed)} of its highest frequency`] : []),
  ]
  if (reasons.length === 0) return []
  return [{ code: 'throttled', message: `${reasons.join('; ')}: figures are lower than this machine can do.` }]
}
