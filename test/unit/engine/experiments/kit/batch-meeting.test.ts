import { describe, expect, it } from 'vitest'
import { BatchMeeting, batchMeetingLayout } from '../../../../../src/engine/experiments/kit/batch-meeting.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

function words() {
  return batchMeetingLayout.bind(new SharedArrayBuffer(batchMeetingLayout.byteLength), 0)
}

describe('a batch meeting', () => {
  it('lets one party alone through, as often as it comes', () => {
    const memory = words()
    const meeting = new BatchMeeting(memory, 1, new FakeRoleContext(0))
    meeting.meet()
    meeting.meetAwake()
    expect(memory.arrived.load()).toBe(3)
  })

  it('holds a party until the others have come as often as it has', () => {
    const memory = words()
    const context = new FakeRoleContext(0)
    const meeting = new BatchMeeting(memory, 3, context)
    const arrivals: number[] = []
    context.inTheGap = () => {
      memory.arrived.store(memory.arrived.load() + 1)
      arrivals.push(memory.arrived.load())
    }
    meeting.meet()
    expect(arrivals).toEqual([2, 3])
    meeting.meet()
    expect(arrivals).toEqual([2, 3, 5, 6])
  })

  it('goes on where the count of arrivals has wrapped', () => {
    const memory = words()
    memory.arrived.store(0x7fff_ffff)
    const meeting = new BatchMeeting(memory, 1, new FakeRoleContext(0))
    expect(() => {
      meeting.meet()
    }).not.toThrow()
  })

  it('ends with STOPPED when the trial is stopped meanwhile', () => {
    const context = new FakeRoleContext(0)
    context.stopped = true
    const meeting = new BatchMeeting(words(), 2, context)
    expect(() => {
      meeting.meet()
    }).toThrow(/stopped before all had arrived/)
  })
})
