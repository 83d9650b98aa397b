// The one place that knows where libraries are: their versions are those of monitor-service's pom.xml.
export {
  html,
  render,
  useEffect,
  useErrorBoundary,
  useMemo,
  useRef,
  useState,
} from '/_static/htm/3.1.1/preact/standalone.module.js';

const CHART = '/webjars/uplot/1.6.30/dist/';

/** The chart library, once with its styles. */
export async function chartLibrary() {
  if (!document.getElementById('chart-style')) {
    const link = document.createElement('link');
    link.id = 'chart-style';
    link.rel = 'stylesheet';
    link.href = `${CHART}uPlot.min.css`;
    document.head.append(link);
  }
  return (await import(`${CHART}uPlot.esm.js`)).default;
}
