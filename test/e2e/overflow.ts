import type { Page } from '@playwright/test'

/** Elements that reach out of the window sideways, or whose text is cut; those that scroll by themselves may. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const scrolls = (element: Element): boolean => {
      for (let outer = element.parentElement; outer !== null; outer = outer.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(outer).overflowX)) return true
      }
      return false
    }
    return [...document.querySelectorAll('body *')]
      .filter(element => {
        const { position, clipPath, overflowX } = getComputedStyle(element)
        // Text for screen readers only, and drawings, are not what is seen to be cut.
        if (position === 'absolute' && clipPath !== 'none') return false
        if (element.closest('svg, canvas, [role="img"]') !== null || element.tagName === 'OPTION') return false
        const { right, width: own } = element.getBoundingClientRect()
        if (own > 0 && right > width + 1 && !scrolls(element)) return true
        return overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1
      })
      .map(
        element => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().slice(0, 60)}`,
      )
  })
}
