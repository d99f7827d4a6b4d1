import { onMounted, onScopeDispose } from 'vue'
import { isInDialog, isTyping } from '../../app/keys.ts'
import { usePlayerStore } from '../../stores/player.ts'

/** The keys of the player, on the whole page while it is shown. @param focusChoice where one key is not enough to choose */
export function usePlayerKeys(focusChoice: (worker: number) => void): void {
  const player = usePlayerStore()
  const actions: Readonly<Record<string, () => unknown>> = {
    u: () => player.undo(),
    n: () => player.next(),
    e: () => player.runToEnd(),
    r: () => player.restart(),
    p: () => player.showPar(),
  }

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (player.replay === null || isTyping(event) || isInDialog(event)) return
    const key = event.key.toLowerCase()
    const action = /^[1-9]$/.test(key) ? () => runWorker(Number(key) - 1) : actions[key]
    if (action === undefined) return
    event.preventDefault()
    action()
  }

  async function runWorker(worker: number): Promise<void> {
    if (!(await player.runWorker(worker))) focusChoice(worker)
  }

  onMounted(() => document.addEventListener('keydown', pressed))
  onScopeDispose(() => document.removeEventListener('keydown', pressed))
}
