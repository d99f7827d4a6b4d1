import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether a media query matches, as long as the calling component lives. */
export function useMedia(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  const changed = (): void => {
    matches.value = list.matches
  }
  list.addEventListener('change', changed)
  onScopeDispose(() => list.removeEventListener('change', changed))
  return readonly(matches)
}
