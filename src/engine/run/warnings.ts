import type { Warning } from '../../contract/run-document.ts'

/** Warnings that are known before a run starts. */
export function warningsBefore(workers: number, cores: number): Warning[] {
  if (workers <= cores) return []
  return [
    {
      code: 'oversubscribed',
      message:
        `${String(workers)} workers share ${String(cores)} ${cores === 1 ? 'core' : 'cores'}: ` +
        'the system takes turns for them, so they overlap less and waits grow long.',
    },
  ]
}
