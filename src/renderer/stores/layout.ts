import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Below this width the side and the rail's names open over the page, see theme/base.css. */
const NARROW = '(max-width: 1279px)'

/** What is open beside the main column. */
export const useLayoutStore = defineStore('layout', () => {
  /** In a wide window: the side as a column. */
  const sideShown = ref(true)
  /** In a narrow window: the side over the page. */
  const sideOver = ref(false)
  /** In a narrow window: the rail with its names, over the page. */
  const railOver = ref(false)
  const keysShown = ref(false)
  /** Which of its tabs the side shows. */
  const sideTab = ref('lesson')

  function toggleSide(): void {
    if (window.matchMedia(NARROW).matches) sideOver.value = !sideOver.value
    else sideShown.value = !sideShown.value
  }

  function showCode(): void {
    sideTab.value = 'code'
    if (window.matchMedia(NARROW).matches) sideOver.value = true
    else sideShown.value = true
  }

  function toggleRail(): void {
    railOver.value = !railOver.value
  }

  /** @returns false if nothing lay over the page */
  function closeOver(): boolean {
    const closed = sideOver.value || railOver.value
    sideOver.value = false
    railOver.value = false
    return closed
  }

  return { sideShown, sideOver, railOver, keysShown, sideTab, toggleSide, showCode, toggleRail, closeOver }
})
