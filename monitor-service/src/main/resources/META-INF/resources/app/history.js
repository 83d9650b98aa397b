// Operations that are kept, with what they took and what they lost, as measured.
import { html, useEffect, useState } from './vendor.js';
import { get, PATHS } from './api.js';
import { t, word } from './i18n.js';
import { duration, time } from './format.js';
import { Mark, Panel, Said, Table } from './ui.js';

const MOST = 20;
const AT_ONCE = 4;
const AGAIN_MS = 30_000;
const KINDS = { succeeded: 'fine', cancelled: 'warn', waiting: 'bad', running: 'going', cancelling: 'going' };

/** Of one that has ended nothing changes any more: each is asked until it is known, few at once. */
function useEnded(list) {
  const [ended, setEnded] = useState({});
  const [turn, setTurn] = useState(0);
  const ids = list.filter((each) => each.endedAt).slice(0, MOST).map((each) => each.id);
  useEffect(() => {
    const open = ids.filter((id) => ended[id]?.state !== 'known');
    let over = false;
    let failed = false;
    let timer;
    const keep = (id, answer) => {
      if (!over) {
        setEnded((known) => ({ ...known, [id]: answer }));
      }
    };
    const askOn = async () => {
      while (!over && open.length > 0) {
        const id = open.shift();
        try {
          keep(id, { state: 'known', data: await get(`${PATHS.operations}/${id}`) });
        } catch {
          failed = true;
          keep(id, { state: 'unknown' });
        }
      }
    };
    Promise.all(Array.from({ length: AT_ONCE }, askOn)).then(() => {
      if (failed && !over) {
        timer = setTimeout(() => setTurn((last) => last + 1), AGAIN_MS);
      }
    });
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [ids.join(), turn]);
  return ended;
}

function Measured({ operation, answer, name }) {
  if (!operation.endedAt) {
    return html`<span class="quiet">${t('not.ended')}</span>`;
  }
  if (answer?.state !== 'known') {
    return answer ? html`<${Mark} kind="unknown">${t('unknown')}<//>` : html`<span class="quiet">${t('asking')}</span>`;
  }
  const seconds = answer.data[`${name}Seconds`];
  const from = answer.data[`${name}From`];
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
      html`<${Said}>${each.by}<//>`,
      html`<${Measured} operation=${each} answer=${ended[each.id]} name="rto" />`,
      html`<${Measured} operation=${each} answer=${ended[each.id]} name="rpo" />`,
      each.comment || '–',
    ])} />`;
}

export function History({ operations }) {
  return html`<${Panel} id="history" title=${t('panel.history')} answer=${operations} wide>
    ${(list) => html`<${Rows} list=${list} />
      ${list.unreadable?.length > 0 && html`<p class="trouble">${t('history.unreadable', list.unreadable.join(', '))}</p>`}`}
  <//>`;
}
