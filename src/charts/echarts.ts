import { CustomChart } from 'echarts/charts'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

/** Registers what the charts of this folder are drawn with, and nothing else: the rest would only be loaded. */
export function registerChartParts(): void {
  use([CustomChart, CanvasRenderer])
}
