import type { Target } from '../bench-document.ts'
import { significant } from '../../../src/base/units.ts'
import { startNativeSide, type NativeSide } from '../native-side.ts'
import { speedRatio, type OneContest } from '../one-contest.ts'
import { nanosOf, sideOf, type PrimitiveWork } from '../primitive-work.ts'
import { openPrimitivesSide } from '../primitives-side.ts'
import { programOf, whyAbsent, type PeerName, type Peers } from '../peers.ts'

const TURNS = 2

const LANGUAGES: Readonly<Record<PeerName, string>> = { c: 'C', rust: 'Rust', python: 'CPython' }

export interface PrimitiveRow {
  readonly name: string
  readonly peer: PeerName
  readonly base: string
  readonly must: Target | null
  readonly goal: Target | null
  readonly note: string
  readonly whyMissed: string
  readonly work: PrimitiveWork
  /** What the peer does instead: fewer operations where its round would take too long (times are per operation), or another kernel. */
  readonly peerWork?: Partial<PrimitiveWork>
}

/** One primitive against a peer's. The ratio is speed: the lab's operations per second, of the peer's. */
export function primitiveContest(row: PrimitiveRow, peers: Peers): OneContest {
  const { name, base, must, goal, note, whyMissed, work, peer } = row
  return {
    name,
    base,
    must,
    goal,
    note,
    whyMissed,
    whyAbsent: whyAbsent(peers[peer]),
    turns: TURNS,
    ratioOf: speedRatio,
    absolute: (subject, other) => perOperation(subject, other, LANGUAGES[peer]),
    open() {
      const [lab, native] = [openPrimitivesSide(), startNativeSide(programOf(peers[peer]))]
      return Promise.resolve({
        subject: sideOf(lab, work, 'the lab'),
        base: sideOf(native, { ...work, ...row.peerWork }, LANGUAGES[peer]),
        close: () => closeBoth(lab, native),
      })
    },
  }
}

export async function closeBoth(one: NativeSide, other: NativeSide): Promise<void> {
  await Promise.all([one.close(), other.close()])
}

function perOperation(subject: number, base: number, peer: string): string {
  return `lab ${significant(nanosOf(subject))} ns, ${peer} ${significant(nanosOf(base))} ns per operation`
}
