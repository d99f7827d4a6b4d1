/** One task for a scheduler: bring a broken variant to a bad end. */
export interface Level {
  /** Kept with what was solved: it never changes. */
  readonly id: string
  /** What is played, as a schedule's line begins. */
  readonly head: string
  /** What to do, in a sentence. */
  readonly task: string
  /** The end that is meant, as tables of ends name it. */
  readonly goal: string
  /** The fewest preemptions that a schedule needs for it. */
  readonly par: number
}

/** From the variants of the catalogue that are broken, the easy ones first. */
export const LEVELS: readonly Level[] = [
  {
    id: 'lose-one',
    head: 'lost-update atomic-load-store workers=2 additions=1',
    task: 'Two threads add 1 each. Make the counter end at 1.',
    goal: 'lost 1',
    par: 1,
  },
  {
    id: 'oversell',
    head: 'check-then-act check-then-act workers=2 stock=2',
    task: 'Two tickets are left. Sell three.',
    goal: 'oversold',
    par: 1,
  },
  {
    id: 'two-locks',
    head: 'lock-order naive workers=2 transfers=1',
    task: 'Two threads take two locks in opposite orders. Make both wait for ever.',
    goal: 'DEADLOCK',
    par: 1,
  },
  {
    id: 'miss-the-call',
    head: 'lost-wakeup look-then-wait signals=1',
    task: 'One thread looks at a flag, then sleeps. Let the call come in between.',
    goal: 'STALLED',
    par: 1,
  },
  {
    id: 'torn-sum',
    head: 'bank-transfer none tellers=2 auditors=1 accounts=2 transfers=1',
    task: 'Money moves between two accounts. Let the sum come out wrong.',
    goal: 'wrong-sum',
    par: 1,
  },
  {
    id: 'take-from-empty',
    head: 'if-or-while if-empty consumers=2 items=2',
    task: 'A consumer checks its condition once. Make it take from an empty queue.',
    goal: 'took-from-empty',
    par: 1,
  },
  {
    id: 'five-philosophers',
    head: 'dining-philosophers naive philosophers=5 meals=1',
    task: 'Five philosophers, five forks. Let nobody ever eat.',
    goal: 'DEADLOCK',
    par: 1,
  },
  {
    id: 'both-inside',
    head: 'broken-lock check-then-set rounds=1',
    task: 'A lock that is looked at, then set. Bring both threads inside.',
    goal: 'both-inside',
    par: 2,
  },
  {
    id: 'aba',
    head: 'cas-retries untagged workers=2 nodes=3 turns=1 tagBits=8',
    task: 'Compare-and-swap sees the same word, not the same list. Corrupt the stack.',
    goal: 'corrupted',
    par: 2,
  },
  {
    id: 'counter-at-2',
    head: 'lost-update atomic-load-store workers=2 additions=3',
    task: 'Two threads add 1 three times each. Make the counter end at 2.',
    goal: 'lost 2',
    par: 4,
  },
]
