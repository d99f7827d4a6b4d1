/** The size that an SVG file says it has, in whole pixels. */
export function pictureSize(svg: string): readonly [width: number, height: number] {
  const [, width, height] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  return [Math.ceil(Number(width ?? 800)), Math.ceil(Number(height ?? 600))]
}
