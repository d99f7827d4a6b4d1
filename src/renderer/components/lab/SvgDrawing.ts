import { h, type FunctionalComponent, type VNode } from 'vue'
import type { SvgElement } from '../../../charts/svg-tree.ts'

/** A drawing as part of the page. */
export const SvgDrawing: FunctionalComponent<{ drawing: SvgElement }> = ({ drawing }) => vnodeOf(drawing)
SvgDrawing.props = ['drawing']

function vnodeOf({ tag, attributes, children }: SvgElement): VNode {
  const { fill, ...others } = attributes
  // The page has a rule of its own for the colour of text, which an attribute does not outweigh.
  const painted = tag === 'text' && fill !== undefined ? { ...others, style: { fill } } : attributes
  return h(
    tag,
    painted,
    children.map(child => (typeof child === 'string' ? child : vnodeOf(child))),
  )
}
