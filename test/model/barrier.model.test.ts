import { describe } from 'vitest'
import { brokenFromOutside, deaths, limited, phases, stopped } from './programs/barrier.ts'
import { caught, runAtRandom, searched, type BrokenTwin } from './support/checks.ts'

describe('a barrier, in all schedules,', () => {
  searched([
    {
      holds:
        'lets no party run ahead, and names one that came last: 2 parties, 3 phases, past the wrap of the generation',
      program: of => phases(of, { parties: 2, phases: 3, generation: -4 }),
      states: 900,
    },
    {
      holds: 'does so for 3 parties, 2 phases',
      program: of => phases(of, { parties: 3, phases: 2 }),
      states: 43_000,
    },
    {
      holds: 'does so when sleepers wake for no reason, 3 parties, with up to 2 preemptions',
      program: of => phases(of, { parties: 3, phases: 2 }),
      options: { spuriousWakes: 2, preemptionBound: 2 },
      states: 75_000,
    },
    {
      holds: 'is passed by all or by none when a time-out races with the last party: 2 parties with a limit, 2 phases',
      program: of => limited(of, 2, 2, 2),
      states: 2_100,
    },
    {
      holds:
        'is passed by all or by none when a time-out races with the last party: 3 parties, with up to 2 preemptions',
      program: of => limited(of, 3, 2, 2),
      options: { preemptionBound: 2 },
      states: 190_000,
    },
    {
      holds: 'is passed by all or by none when it is broken from outside: 3 parties, with up to 3 preemptions',
      program: of => brokenFromOutside(of, 3, 2),
      options: { preemptionBound: 3 },
      states: 170_000,
    },
    {
      holds: 'is passed by all or by none when the trial is stopped: 3 parties, with up to 2 preemptions',
      program: of => stopped(of, 3, 2),
      options: { preemptionBound: 2 },
      states: 82_000,
    },
    {
      holds: 'tells all the living when a party dies: 2 parties, 2 phases',
      program: of => deaths(of, 2, 2),
      options: { deaths: 1 },
      states: 17_000,
    },
    {
      holds: 'tells all the living when a party dies: 3 parties, with up to 2 preemptions',
      program: of => deaths(of, 3, 1),
      options: { deaths: 1, preemptionBound: 2 },
      states: 220_000,
    },
  ])
})

describe('a barrier', () => {
  runAtRandom([
    {
      holds: 'lets no party run ahead: 4 parties, 3 phases,',
      program: of => phases(of, { parties: 4, phases: 3 }),
    },
    {
      holds: 'is passed by all or by none: 4 parties, 3 phases, 2 with time-outs,',
      program: of => limited(of, 4, 3, 2),
    },
    {
      holds: 'tells all the living of 2 deaths: 4 parties, 3 phases,',
      program: of => deaths(of, 4, 3, 2),
      chances: { deaths: 2 },
    },
  ])
})

const file = 'barrier.ts'

const twins: readonly BrokenTwin[] = [
  {
    twin: 'a dropped notify',
    property: 'parties that sleep are not woken',
    file,
    find: '      notify(words, EVERYBODY)\n      return 1',
    replace: '      return 1',
    program: of => phases(of, { parties: 2, phases: 1 }),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 2/,
  },
  {
    twin: 'a last party that wakes one',
    property: 'the third party is not woken',
    file,
    find: '      notify(words, EVERYBODY)\n      return 1',
    replace: '      notify(words, 1)\n      return 1',
    program: of => phases(of, { parties: 3, phases: 1 }),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 2/,
  },
  {
    twin: 'a count that is not reset',
    property: 'nobody is last in the next phase',
    file,
    find: '    store(words + ARRIVED, 0)',
    replace: '',
    program: of => phases(of, { parties: 2, phases: 2 }),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 2/,
  },
  {
    twin: 'a count that is reset too late',
    property: 'who has come to the next phase is forgotten',
    file,
    find: '      notify(words, EVERYBODY)\n      return 1',
    replace: '      store(words + ARRIVED, 0)\n      notify(words, EVERYBODY)\n      return 1',
    program: of => phases(of, { parties: 2, phases: 2 }),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 2/,
  },
  {
    twin: 'a count in two steps',
    property: 'two that come at the same time are counted once',
    file,
    find: 'if (add(words + ARRIVED, 1) + 1 === peek(words + PARTIES)) {',
    replace:
      'const before = load(words + ARRIVED)\n  store(words + ARRIVED, before + 1)\n  if (before + 1 === peek(words + PARTIES)) {',
    program: of => phases(of, { parties: 2, phases: 1 }),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 0/,
  },
  {
    twin: 'a dropped re-check',
    property: 'a party that wakes for no reason runs ahead',
    file,
    find: 'sleep(words, generation, deadline) === 1) continue',
    replace: 'sleep(words, generation, deadline) === 1) break',
    program: of => phases(of, { parties: 2, phases: 1 }),
    options: { spuriousWakes: 1 },
    kind: 'assertion',
    message: /ran ahead: 1 parties had not come/,
  },
  {
    twin: 'a last party that opens a broken barrier',
    property: 'some are told and others pass',
    file,
    find: 'if (compareExchange(words, generation, (generation + NEXT_GENERATION) | 0) === generation) {',
    replace: 'store(words, (generation + NEXT_GENERATION) | 0)\n    if (add(words + ARRIVED, 0) === 0) {',
    program: of => limited(of, 2, 1),
    kind: 'end',
    message: /phase 1 was passed by some and not by others/,
  },
  {
    twin: 'a time-out that breaks what has just opened',
    property: 'some are told and others pass',
    file,
    find: 'if (compareExchange(words, generation, generation | BROKEN) !== generation) continue',
    replace: 'store(words, generation | BROKEN)',
    program: of => limited(of, 2, 1),
    kind: 'end',
    message: /phase 1 was passed by some and not by others/,
  },
  {
    twin: 'a party that gives up and wakes nobody',
    property: 'the others are not told',
    file,
    find: '    notify(words, EVERYBODY)\n    endWait(me)',
    replace: '    endWait(me)',
    program: of => limited(of, 3, 1),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 1/,
  },
  {
    twin: 'a party that minds a later break',
    property: 'it is told of a phase that others have passed',
    file,
    find: 'if (load(words) === (generation | BROKEN)) refuse(BARRIER_BROKEN, words, me)',
    replace: 'if ((load(words) & BROKEN) !== 0) refuse(BARRIER_BROKEN, words, me)',
    program: of => limited(of, 2, 2, 2),
    kind: 'end',
    message: /phase 1 was passed by some and not by others/,
  },
  {
    twin: 'a break that wakes nobody',
    property: 'who waits is not told',
    file,
    find: '    if (compareExchange(words, found, found | BROKEN) === found) break\n  }\n  notify(words, EVERYBODY)',
    replace: '    if (compareExchange(words, found, found | BROKEN) === found) break\n  }',
    program: of => brokenFromOutside(of, 2, 1),
    kind: 'stuck',
    message: /sleeps on barrier\.generation, which holds 1/,
  },
  {
    twin: 'a sleeper that does not look whether the trial is stopped',
    property: 'a stop strands it',
    file,
    find: 'const stopped = isStopped()',
    replace: 'const stopped = false',
    program: of => stopped(of, 1, 1, 1),
    kind: 'stuck',
    message: /sleeps on barrier\.generation/,
  },
]

describe('the search', () => {
  caught(twins)
})
