import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Prng } from '../../../src/base/prng.ts'

/** One way to damage the files of a history. */
export interface Mutation {
  readonly kind: string
  /** Of a history that is open, with changes in its log; else of one that was closed. */
  readonly inUse: boolean
  apply(folder: string, prng: Prng): void
}

const PAGE = 4096
const database = (folder: string): string => join(folder, 'history.sqlite')
const log = (folder: string): string => `${database(folder)}-wal`

function rewrite(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path)
  change(bytes)
  writeFileSync(path, bytes)
}

function flip(path: string, prng: Prng, from: (length: number) => number, span: (length: number) => number): void {
  rewrite(path, bytes => {
    const at = from(bytes.length) + prng.nextBelow(span(bytes.length))
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << prng.nextBelow(8)), at)
  })
}

function pageAt(bytes: Buffer, prng: Prng): number {
  return prng.nextBelow(Math.floor(bytes.length / PAGE)) * PAGE
}

export const MUTATIONS: readonly Mutation[] = [
  {
    kind: 'a bit of the header',
    inUse: false,
    apply: (folder, prng) =>
      flip(
        database(folder),
        prng,
        () => 0,
        () => 100,
      ),
  },
  {
    kind: 'a bit of the first page',
    inUse: false,
    apply: (folder, prng) =>
      flip(
        database(folder),
        prng,
        () => 0,
        () => PAGE,
      ),
  },
  {
    kind: 'a bit anywhere',
    inUse: false,
    apply: (folder, prng) =>
      flip(
        database(folder),
        prng,
        () => 0,
        length => length,
      ),
  },
  {
    kind: 'eight bytes anywhere',
    inUse: false,
    apply: (folder, prng) =>
      rewrite(database(folder), bytes => {
        const at = prng.nextBelow(bytes.length - 8)
        for (let byte = 0; byte < 8; byte += 1) bytes[at + byte] = prng.nextBelow(256)
      }),
  },
  {
    kind: 'a page of zeros',
    inUse: false,
    apply: (folder, prng) =>
      rewrite(database(folder), bytes => {
        const at = pageAt(bytes, prng)
        bytes.fill(0, at, at + PAGE)
      }),
  },
  {
    kind: 'a page of another place',
    inUse: false,
    apply: (folder, prng) =>
      rewrite(database(folder), bytes => {
        const from = pageAt(bytes, prng)
        bytes.copy(bytes, pageAt(bytes, prng), from, from + PAGE)
      }),
  },
  {
    kind: 'cut off',
    inUse: false,
    apply: (folder, prng) => truncateSync(database(folder), prng.nextBelow(readFileSync(database(folder)).length)),
  },
  { kind: 'empty', inUse: false, apply: folder => truncateSync(database(folder), 0) },
  { kind: 'gone', inUse: false, apply: folder => rmSync(database(folder)) },
  {
    kind: 'not a database',
    inUse: false,
    apply: folder => writeFileSync(database(folder), 'These are not the runs that you are looking for.\n'.repeat(400)),
  },
  { kind: 'of a newer version', inUse: false, apply: folder => pragma(folder, 'user_version = 99') },
  { kind: 'of another program', inUse: false, apply: folder => pragma(folder, 'application_id = 7') },
  { kind: 'without a table', inUse: false, apply: folder => pragma(folder, 'user_version', 'DROP TABLE chunks') },
  { kind: 'the log is gone', inUse: true, apply: folder => rmSync(log(folder)) },
  { kind: 'the log is empty', inUse: true, apply: folder => truncateSync(log(folder), 0) },
  {
    kind: 'a bit of the log',
    inUse: true,
    apply: (folder, prng) =>
      flip(
        log(folder),
        prng,
        () => 0,
        length => length,
      ),
  },
  {
    kind: 'the log is cut off',
    inUse: true,
    apply: (folder, prng) => truncateSync(log(folder), prng.nextBelow(readFileSync(log(folder)).length)),
  },
  {
    kind: 'a bit of the database beside its log',
    inUse: true,
    apply: (folder, prng) =>
      flip(
        database(folder),
        prng,
        () => 0,
        length => length,
      ),
  },
]

function pragma(folder: string, setting: string, sql = ''): void {
  const open = new DatabaseSync(database(folder))
  open.exec(`PRAGMA foreign_keys = OFF; PRAGMA ${setting}; ${sql}`)
  open.close()
  if (existsSync(log(folder))) throw new Error('the change is in the log only')
}
