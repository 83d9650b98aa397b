// The lag over the last hours: a chart, and the same in a table for whoever does not see it.
import { html, useEffect, useMemo, useRef, useState } from './vendor.js';
import { chartLibrary } from './vendor.js';
import { t } from './i18n.js';
import { clock, duration, time } from './format.js';
import { Facts, More, Panel, Table } from './ui.js';

const HEIGHT = 200;
const TABLE_ROWS = 24;
const NARROW = 240;
const TICK_SPACE = 90;

/** Distances of ticks: whole seconds, so that no two read alike. */
export const STEPS_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
];

/** As exact as it takes to tell them apart: with seconds where they are close, with the day where one day is not enough. */
export function tickTexts(ticks) {
  const apart = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const day = (tick) => new Date(tick * 1000).toISOString().slice(5, 10);
  const days = new Set(ticks.map(day)).size > 1;
  return ticks.map((tick) => `${days ? `${day(tick)} ` : ''}${clock(tick).slice(0, apart % 60 === 0 ? 5 : 8)}`);
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(Chart, width) {
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') } };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => Chart.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { drag: { x: false, y: false } },
    legend: { show: false },
    scales: { y: { range: (chart, least, most) => [0, Math.max(1, (most ?? 0) * 1.1)] } },
    axes: [
      { ...axis, space: TICK_SPACE, incrs: STEPS_SECONDS, values: (chart, ticks) => tickTexts(ticks) },
      { ...axis, size: 64, values: (chart, ticks) => ticks.map((tick) => duration(tick)) },
    ],
    series: [{}, { stroke: colour('--accent'), width: 2, spanGaps: false, points: { show: false } }],
  };
}

function Chart({ data, look, label }) {
  const place = useRef(null);
  const chart = useRef(null);
  const newest = useRef(data);
  newest.current = data;
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let over = false;
    let observer;
    const width = () => Math.max(NARROW, place.current?.clientWidth ?? NARROW);
    chartLibrary().then((Library) => {
      if (over || !place.current) {
        return;
      }
      chart.current = new Library(options(Library, width()), newest.current, place.current);
      observer = new ResizeObserver(() => chart.current?.setSize({ width: width(), height: HEIGHT }));
      observer.observe(place.current);
    }).catch((failure) => {
      console.error(failure);
      if (!over) {
        setBroken(true);
      }
    });
    return () => {
      over = true;
      observer?.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [look]);
  useEffect(() => chart.current?.setData(data), [data]);
  if (broken) {
    return html`<p class="why">${t('lag.no.chart')}</p>`;
  }
  return html`<div class="chart" role="img" aria-label=${label} ref=${place}></div>`;
}

/** So many parts of the whole span: the worst lag of each, and how often it was not known. */
export function parts(at, lag, most) {
  const size = Math.max(1, Math.ceil(at.length / most));
  const rows = [];
  for (let from = 0; from < at.length; from += size) {
    const some = lag.slice(from, from + size);
    const known = some.filter((value) => value !== null);
    rows.push({
      from: at[from],
      worst: known.length > 0 ? Math.max(...known) : null,
      unknown: some.length - known.length,
      samples: some.length,
    });
  }
  return rows;
}

function Known({ view, look }) {
  const data = useMemo(() => [view.at, view.lagSeconds], [view]);
  const rows = parts(view.at, view.lagSeconds, TABLE_ROWS);
  const known = view.lagSeconds.filter((value) => value !== null);
  const worst = known.length > 0 ? known.reduce((one, other) => Math.max(one, other)) : NaN;
  const last = view.lagSeconds.at(-1);
  const unknown = view.lagSeconds.length - known.length;
  if (!view.since) {
    return html`<p class="quiet">${t('lag.none')}</p>`;
  }
  return html`
    <p class="quiet">${t('lag.since', time(view.since), view.spanHours, view.everySeconds)}</p>
    <${Chart} data=${data} look=${look} label=${t('lag.chart', duration(worst), duration(last ?? NaN))} />
    <${Facts} rows=${[
      [t('lag.worst'), duration(worst)],
      [t('lag.last'), duration(last ?? NaN)],
      [t('lag.unknown'), t('lag.samples', unknown, view.lagSeconds.length)],
    ]} />
    <${More} title=${t('lag.table')}>
      <${Table} label=${t('panel.lag')} head=${[t('lag.from'), t('lag.worst'), t('lag.unknown')]}
        rows=${rows.map((row) => [
          time(new Date(row.from * 1000).toISOString()),
          duration(row.worst ?? NaN),
          t('lag.samples', row.unknown, row.samples),
        ])} />
    <//>`;
}

export function LagHistory({ lag, theme, lang }) {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return html`<${Panel} id="lag-history" title=${t('panel.lag')} answer=${lag}>
    ${(view) => html`<${Known} view=${view} look=${`${theme} ${dark} ${lang}`} />`}
  <//>`;
}
