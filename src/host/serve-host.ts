import { createBirpc } from 'birpc'
import { answer, type HostFunctions, type ShellFunctions } from '../contract/host-wire.ts'
import type { Lab } from '../contract/lab.ts'
import { endProcess, parentProcess } from '../node/processes.ts'
import { FrameOutlet } from './frame-outlet.ts'

/** Serves a lab to the process that forked this one, until that one is gone. */
export function serveHost(lab: Lab): void {
  const port = parentProcess(() => void lab.close().finally(endProcess))
  const frames = new FrameOutlet(cells => void shell.frame.asEvent(cells))
  const functions: HostFunctions = {
    catalogue: () => answer(() => lab.catalogue()),
    run: request =>
      answer(() =>
        lab.run(request, {
          event: event => void shell.event.asEvent(event),
          frame: cells => {
            frames.push(cells)
          },
        }),
      ),
    stop: () => answer(() => lab.stop().then(() => null)),
    doctor: () => answer(() => lab.doctor()),
    report: (run, format) => answer(() => lab.report(run, format)),
    frameTaken: () => {
      frames.taken()
    },
  }
  const shell = createBirpc<ShellFunctions, HostFunctions>(functions, {
    post: (message: unknown) => {
      port.post(message)
    },
    on: listener => {
      port.onMessage(listener)
    },
    timeout: -1,
  })
}
