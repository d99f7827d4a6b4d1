import { bufferRun } from './contests/buffer-run.ts'
import { dyingBarrier } from './contests/dying-barrier.ts'
import { dyingChannel } from './contests/dying-channel.ts'
import { dyingLock } from './contests/dying-lock.ts'
import { autoReset, manualReset } from './contests/events.ts'
import { exclusion } from './contests/exclusion.ts'
import { fairness } from './contests/fairness.ts'
import { handedPoison } from './contests/handed-poison.ts'
import { permits } from './contests/permits.ts'
import { phases } from './contests/phases.ts'
import { readers } from './contests/readers.ts'
import { ringRun } from './contests/ring-run.ts'
import { stopped } from './contests/stopped.ts'
import { timeOuts } from './contests/time-outs.ts'
import type { Contest } from './contest.ts'

/** All contests, by the name under which host and workers know them. */
export const CONTESTS = {
  exclusion,
  fairness,
  permits,
  manualReset,
  autoReset,
  phases,
  readers,
  ringRun,
  bufferRun,
  timeOuts,
  stopped,
  handedPoison,
  dyingLock,
  dyingBarrier,
  dyingChannel,
} as const satisfies Readonly<Record<string, Contest>>

export type ContestName = keyof typeof CONTESTS
