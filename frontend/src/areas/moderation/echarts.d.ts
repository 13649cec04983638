// What the board uses of ECharts, in types; pages are checked against no more of it than this.
declare module "echarts/core" {
  export function use(parts: readonly unknown[]): void
}

declare module "echarts/charts" {
  export const LineChart: unknown
}

declare module "echarts/components" {
  export const GridComponent: unknown
  export const TooltipComponent: unknown
}

declare module "echarts/renderers" {
  export const CanvasRenderer: unknown
}

declare module "vue-echarts" {
  import type { DefineComponent } from "vue"

  const VChart: DefineComponent<{ option: object; autoresize?: boolean }>
  export default VChart
}
