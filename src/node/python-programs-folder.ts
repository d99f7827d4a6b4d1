import { fileURLToPath } from 'node:url'

/**
 * Arguments with which a Python runs one of the lab's own programs, alike everywhere: no variable steers it (-E), no
 * user's and no installed packages are looked for (-s, -S), and nothing is written beside the programs (-B).
 */
export function pythonArguments(program: string, args: readonly string[]): string[] {
  return ['-E', '-s', '-S', '-B', fileInPythonFolder(program), ...args]
}

/** `resources/` lies two folders up from the sources and from the built files alike. */
function fileInPythonFolder(name: string): string {
  return outsideArchive(fileURLToPath(new URL(`../../resources/python/${name}`, import.meta.url)))
}

/** Only Electron can look into a package's archive: what others are to read lies unpacked beside it. */
export function outsideArchive(path: string): string {
  return path.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2')
}
