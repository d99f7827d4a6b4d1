import { addRepeatedly } from './atomics.ts'
import { barrierBreak, barrierWait, barrierWaitFor } from './barrier.ts'
import {
  channelClose,
  channelReceive,
  channelReceiveFor,
  channelSend,
  channelSendFor,
  channelTryReceive,
  channelTrySend,
} from './channel.ts'
import { conditionNotifyAll, conditionNotifyOne, conditionWait, conditionWaitFor } from './condition.ts'
import { eventIsSet, eventReset, eventSet, eventWait, eventWaitFor } from './event.ts'
import { fairAcquire, fairAcquireFor, fairAcquireRobust, fairRelease, fairTryAcquire } from './fair-mutex.ts'
import {
  mutexAcquire,
  mutexAcquireFor,
  mutexAcquireRobust,
  mutexMarkConsistent,
  mutexRelease,
  mutexTryAcquire,
} from './mutex.ts'
import { ringPop, ringPush, ringTryPop, ringTryPush } from './ring.ts'
import {
  rwAcquireRead,
  rwAcquireReadFor,
  rwAcquireWrite,
  rwAcquireWriteFor,
  rwAcquireWriteRobust,
  rwMarkConsistent,
  rwReleaseRead,
  rwReleaseWrite,
  rwTryAcquireRead,
  rwTryAcquireWrite,
} from './rw-lock.ts'
import { semaphoreAcquire, semaphoreAcquireFor, semaphoreRelease, semaphoreTryAcquire } from './semaphore.ts'

/**
 * All operations of the primitives, as WebAssembly exports them and as TypeScript offers them: the two forms have the
 * same functions because both are made from this list.
 */
export {
  addRepeatedly,
  barrierBreak,
  barrierWait,
  barrierWaitFor,
  channelClose,
  channelReceive,
  channelReceiveFor,
  channelSend,
  channelSendFor,
  channelTryReceive,
  channelTrySend,
  conditionNotifyAll,
  conditionNotifyOne,
  conditionWait,
  conditionWaitFor,
  eventIsSet,
  eventReset,
  eventSet,
  eventWait,
  eventWaitFor,
  fairAcquire,
  fairAcquireFor,
  fairAcquireRobust,
  fairRelease,
  fairTryAcquire,
  mutexAcquire,
  mutexAcquireFor,
  mutexAcquireRobust,
  mutexMarkConsistent,
  mutexRelease,
  mutexTryAcquire,
  ringPop,
  ringPush,
  ringTryPop,
  ringTryPush,
  rwAcquireRead,
  rwAcquireReadFor,
  rwAcquireWrite,
  rwAcquireWriteFor,
  rwAcquireWriteRobust,
  rwMarkConsistent,
  rwReleaseRead,
  rwReleaseWrite,
  rwTryAcquireRead,
  rwTryAcquireWrite,
  semaphoreAcquire,
  semaphoreAcquireFor,
  semaphoreRelease,
  semaphoreTryAcquire,
}
