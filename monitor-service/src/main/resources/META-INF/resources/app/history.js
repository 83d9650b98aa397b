// Operations that are kept, with what they took and what they lost, as measured.
import { html, useEffect, useState } from './vendor.js';
import { get, PATHS } from './api.js';
import { t, word } from './i18n.js';
import { duration, time } from './format.js';
import { Mark, Panel, Said, Table } from './ui.js';

const MOST = 20;
const KINDS = { succeeded: 'fine', cancelled: 'warn', waiting: 'bad', running: 'going', cancelling: 'going' };

/** Of one that has ended nothing changes any more: each is asked once. */
function useEnded(list) {
  const [ended, setEnded] = useState({});
  const ids = list.filter((each) => each.endedAt).slice(0, MOST).map((each) => each.id);
  useEffect(() => {
    let over = false;
    ids
      .filter((id) => !ended[id])
      .forEach(async (id) => {
        const whole = await get(`${PATHS.operations}/${id}`).catch(() => null);
        if (!over && whole) {
          setEnded((known) => ({ ...known, [id]: whole }));
        }
      });
    return () => {
      over = true;
    };
  }, [ids.join()]);
  return ended;
}

function Measured({ seconds, from }) {
  return Number.isFinite(seconds)
    ? html`${duration(seconds)}${from && html`<br /><small><${Said}>${from}<//></small>`}`
    : html`<span class="quiet">${t('not.measured')}</span>`;
}

function Rows({ list }) {
  const ended = useEnded(list.operations);
  if (list.operations.length === 0) {
    return html`<p>${t('history.none')}</p>`;
  }
  return html`<${Table} label=${t('panel.history')}
    head=${[t('began'), t('verb'), t('state'), t('by'), 'RTO', 'RPO', t('comment')]}
    rows=${list.operations.slice(0, MOST).map((each) => [
      time(each.beganAt),
      word('verb', each.verb),
      html`<${Mark} kind=${KINDS[each.state] ?? 'unknown'}>${word('run', each.state)}<//>`,
      each.by,
      html`<${Measured} seconds=${ended[each.id]?.rtoSeconds} from=${ended[each.id]?.rtoFrom} />`,
      html`<${Measured} seconds=${ended[each.id]?.rpoSeconds} from=${ended[each.id]?.rpoFrom} />`,
      each.comment || '–',
    ])} />`;
}

export function History({ operations }) {
  return html`<${Panel} id="history" title=${t('panel.history')} answer=${operations} wide>
    ${(list) => html`<${Rows} list=${list} />
      ${list.unreadable?.length > 0 && html`<p class="trouble">${t('history.unreadable', list.unreadable.join(', '))}</p>`}`}
  <//>`;
}
