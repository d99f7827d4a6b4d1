import { describe, expect, it } from 'vitest'
import { cpuPerWall, throughput } from '../../../../src/engine/experiments/kit/measures.ts'
import type { ProcessorTimes } from '../../../../src/engine/ports.ts'
import { MachineWatch } from '../../../../src/engine/run/machine-watch.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine, type FakeProcessors } from '../../../helpers/fake-machine.ts'

const TIMED = { measures: [throughput('things'), cpuPerWall] }
/** Programs or tasks elsewhere do part of the work. */
const OUTSIDE = { measures: [throughput('things')] }
const UNTIMED = { measures: [cpuPerWall] }

/** Of a machine with one processor, all of which somebody else has. */
function othersHaveIt(clock: FakeClock, stolen: number | null = 0): FakeProcessors {
  const times = (): ProcessorTimes => {
    return { ownMillis: 0, busyMillis: clock.nowMillis(), idleMillis: 0, stolenMillis: stolen }
  }
  return { times }
}

function codesAfter(
  millis: number,
  { measures }: { readonly measures: Parameters<MachineWatch['end']>[0]['measures'] },
  processorsOf: (clock: FakeClock) => FakeProcessors,
): string[] {
  const clock = new FakeClock()
  const watch = new MachineWatch({ clock, machine: fakeMachine(1, processorsOf(clock)) })
  clock.advance(millis)
  return watch.end({ measures }).map(({ code }) => code)
}

describe('a busy host', () => {
  it('is told of after half a second, before which the steps of its clocks would be all there is to see', () => {
    expect(codesAfter(500, TIMED, othersHaveIt)).toEqual(['host-busy'])
    expect(codesAfter(499, TIMED, othersHaveIt)).toEqual([])
  })

  it('is not told of where other processes do the work that is measured', () => {
    expect(codesAfter(1000, OUTSIDE, othersHaveIt)).toEqual([])
  })

  it('is not guessed where the system does not tell', () => {
    expect(codesAfter(1000, TIMED, () => ({ times: () => null }))).toEqual([])
    expect(codesAfter(1000, TIMED, clock => othersHaveIt(clock, null))).toEqual(['host-busy'])
  })
})

describe('the clock speed', () => {
  it('matters only where something is a speed', () => {
    expect(codesAfter(1000, UNTIMED, () => ({ clockSpeed: () => null }))).toEqual([])
    expect(codesAfter(1000, TIMED, () => ({ clockSpeed: () => null }))).toEqual(['clock-speed-unknown'])
  })
})

describe('the clocks', () => {
  it('are compared look by look, so that slow drift adds up to nothing', () => {
    const clock = new FakeClock()
    const watch = new MachineWatch({ clock, machine: fakeMachine() })
    for (let look = 0; look < 100; look++) {
      clock.advance(1000)
      clock.leap(20)
      watch.look()
    }
    expect(watch.end(TIMED)).toEqual([])
  })

  it('tell the largest leap, and which way it went', () => {
    const clock = new FakeClock()
    const watch = new MachineWatch({ clock, machine: fakeMachine() })
    for (const leap of [1000, -9000, 2000]) {
      clock.leap(leap)
      watch.look()
    }
    const [warning, ...others] = watch.end(TIMED)
    expect(others).toEqual([])
    expect(warning).toMatchObject({ code: 'clock-jump', invalid: true })
    expect(warning?.message).toContain('the calendar went 9.00\u202fs behind')
  })

  it('are not blamed for the time that passes between their readings', () => {
    class SlowToRead extends FakeClock {
      delay = 0

      override wallMillis(): number {
        this.advance(this.delay)
        return super.wallMillis()
      }
    }
    const clock = new SlowToRead()
    const watch = new MachineWatch({ clock, machine: fakeMachine() })
    clock.delay = 5000
    watch.look()
    expect(watch.end(TIMED)).toEqual([])
  })
})
