import type { Programs } from '../base/programs.ts'
import { findInterpreters } from './python-interpreters.ts'
import { placesIn } from './python-places.ts'
import { pythonArguments } from './python-programs-folder.ts'
import { runProgram } from './run-program.ts'

/** The lab's programs on this machine, each in a process of its own. */
export const nodePrograms: Programs = {
  findInterpreters,
  runPython: ({ program }, name, args, limits) =>
    runProgram({ program, args: pythonArguments(name, args), env: placesIn(process.env) }, limits),
}
