// What others wrote on the standby in the mirror's scope, by field manager.
import { html } from './vendor.js';
import { t, word } from './i18n.js';
import { number, time } from './format.js';
import { Facts, Mark, More, Panel, Table } from './ui.js';

function manager(name) {
  return name === '' ? t('manager.unknown') : name === '(others)' ? t('others') : name;
}

function sorted(counts) {
  return Object.entries(counts ?? {}).sort(([, one], [, other]) => other - one);
}

function Writes({ writes }) {
  return html`
    ${writes.total > 0 && html`
      <${Table} label=${t('drift.managers')} head=${[t('manager'), t('writes')]}
        rows=${sorted(writes.byManager).map(([name, count]) => [manager(name), number(count)])} />
      <${More} title=${t('drift.newest')}>
        <${Table} label=${t('drift.newest')} head=${[t('seen'), t('manager'), t('change'), t('key')]}
          rows=${(writes.newest ?? []).map((each) => [
            time(each.seenAt),
            manager(each.manager ?? ''),
            word('change', each.change),
            html`<code>${each.key}</code>`,
          ])} />
      <//>`}
    ${writes.total === 0 && html`<p>${t('drift.none')}</p>`}`;
}

export function driftMark(view) {
  const seen = [view.writes?.total, view.foreignKeys];
  if (seen.some((count) => count > 0)) {
    return 'warn';
  }
  return seen.every((count) => count === 0) ? 'fine' : 'unknown';
}

export function Drift({ drift }) {
  let mark = null;
  if (drift.state === 'known') {
    const total = drift.data.writes?.total;
    const told = Number.isFinite(total) ? t('writes.count', number(total)) : t('unknown');
    mark = html`<${Mark} kind=${driftMark(drift.data)}>${told}<//>`;
  }
  return html`<${Panel} id="drift" title=${t('panel.drift')} answer=${drift} mark=${mark}>
    ${(view) => html`
      <${Facts} rows=${[
        [t('foreign'), number(view.foreignKeys)],
        view.writes && [t('counted.since'), time(view.writes.since)],
      ]} />
      ${view.writes ? html`<${Writes} writes=${view.writes} />` : html`<p class="why">${t('drift.follower')}</p>`}
      ${view.foreign?.length > 0 && html`<${More} title=${t('foreign.keys')}>
        <${Table} label=${t('foreign.keys')} head=${[t('key'), t('seen')]}
          rows=${view.foreign.map((each) => [html`<code>${each.key}</code>`, time(each.seenAt)])} />
      <//>`}
      <p class="quiet">${t('drift.todo')}</p>`}
  <//>`;
}
