// The last comparisons of both sides: what differs, of which class, from which cause, and what to do.
import { html } from './vendor.js';
import { useAnswer } from './api.js';
import { t, word } from './i18n.js';
import { ago, number, time } from './format.js';
import { Facts, List, Mark, More, Panel, Said, Table, Why } from './ui.js';

const KINDS = { consistent: 'fine', inconsistent: 'bad', failed: 'unknown' };
const MOST_KEYS = 50;
// As readiness has them where nothing else is configured.
const OLD_SECONDS = 7_200;
const TOO_OLD_SECONDS = 86_400;

export function newestDone(list) {
  return list.checks.find((check) => check.state === 'done');
}

/** What it found. Values that nobody compared are not known to be alike. */
function resultMark(check) {
  const kind = KINDS[check.result] ?? 'unknown';
  return kind === 'fine' && check.keysOnly !== false ? 'warn' : kind;
}

function ageSeconds(check) {
  return (Date.now() - new Date(check.finishedAt).getTime()) / 1000;
}

/** What it says of now: the older it is, the less. */
export function checkMark(check) {
  if (!check) {
    return 'unknown';
  }
  const kind = resultMark(check);
  const age = ageSeconds(check);
  if (kind === 'bad' || (kind === 'warn' && age < TOO_OLD_SECONDS)) {
    return kind;
  }
  return age < OLD_SECONDS ? kind : age < TOO_OLD_SECONDS && kind === 'fine' ? 'warn' : 'unknown';
}

export function checksMark(list) {
  const kind = checkMark(newestDone(list));
  return kind === 'fine' && (list.unreadable ?? []).length > 0 ? 'warn' : kind;
}

function counts(of) {
  return Object.entries(of ?? {}).filter(([, count]) => count > 0);
}

function countsText(check) {
  const found = counts(check.counts);
  return found.length > 0 ? found.map(([kind, count]) => `${word('class', kind)} ${number(count)}`).join(', ') : t('none');
}

function Keys({ id }) {
  const check = useAnswer(`/api/v1/checks/${id}`, 60);
  if (check.state !== 'known') {
    return html`<p class="why">${check.state === 'waiting' ? t('asking') : html`${t('unknown.why')} <${Why} of=${check.why} />`}</p>`;
  }
  const lists = ['missed', 'different', 'blocked'].map((kind) => [kind, check.data[kind] ?? []]);
  lists.push(['surplus', (check.data.surplus ?? []).map((each) => each.key)]);
  return html`${lists
    .filter(([, keys]) => keys.length > 0)
    .map(([kind, keys]) => html`<${More} key=${kind} title=${`${word('class', kind)} (${number(keys.length)})`}>
      <${List} items=${keys.slice(0, MOST_KEYS).map((key) => html`<code>${key}</code>`)} />
      ${keys.length > MOST_KEYS && html`<p class="quiet">${t('keys.more', number(keys.length - MOST_KEYS))}</p>`}
    <//>`)}
    ${check.data.truncated && html`<p class="quiet">${t('keys.cut')}</p>`}`;
}

function Causes({ causes }) {
  return html`<${Table} label=${t('causes')}
    head=${[t('cause'), t('resource'), t('namespace'), t('count'), t('todo')]}
    rows=${causes.map((each) => [
      word('cause', each.cause),
      html`<code>${each.resource}</code>`,
      each.namespace || '–',
      number(each.count),
      html`${word('todo', each.cause)}<br /><code>${each.example}</code>`,
    ])} />`;
}

function Newest({ check }) {
  const differs = check.result === 'inconsistent';
  return html`
    <${Facts} rows=${[
      [t('finished'), `${time(check.finishedAt)} (${ago(check.finishedAt)})`],
      [t('watermark'), number(check.watermark)],
      [t('keys.compared'), t('keys.sides', number(check.sourceKeys), number(check.targetKeys))],
      [t('differences'), countsText(check)],
      counts(check.listed).length > 0 && [t('tolerated'), counts(check.listed).map(([kind, count]) => `${word('class', kind)} ${number(count)}`).join(', ')],
      check.foreignKeys > 0 && [t('foreign'), number(check.foreignKeys)],
    ]} />
    ${!(ageSeconds(check) < OLD_SECONDS) && html`<p class="why">${t('check.old')} <code>understudy check</code></p>`}
    ${check.keysOnly && html`<p class="why">${t('keys.only')}</p>`}
    ${check.error && html`<p class="trouble"><${Said}>${check.error}<//></p>`}
    ${differs && html`<p>${t('check.todo')} <code>understudy repair ${check.id}</code></p>`}
    ${check.causes?.length > 0 && html`<${Causes} causes=${check.causes} />`}
    ${differs && html`<${Keys} key=${check.id} id=${check.id} />`}`;
}

export function Checks({ checks }) {
  const newest = checks.state === 'known' ? newestDone(checks.data) : undefined;
  const mark = html`<${Mark} kind=${checkMark(newest)}>${newest ? word('result', newest.result) : t('check.none')}<//>`;
  return html`<${Panel} id="checks" title=${t('panel.checks')} answer=${checks} mark=${mark} wide>
    ${(list) => html`
      ${newest ? html`<${Newest} check=${newest} />` : html`<p>${t('check.make')} <code>understudy check</code></p>`}
      <${More} title=${t('checks.earlier', list.checks.length)}>
        <${Table} label=${t('checks.earlier', list.checks.length)}
          head=${[t('finished'), t('result'), t('differences'), t('watermark')]}
          rows=${list.checks.map((check) => [
            check.finishedAt ? time(check.finishedAt) : word('checkstate', check.state),
            check.result ? html`<${Mark} kind=${resultMark(check)}>${word('result', check.result)}<//>` : '–',
            check.result ? countsText(check) : '–',
            check.watermark ? number(check.watermark) : '–',
          ])} />
      <//>
      ${list.unreadable?.length > 0 && html`<p class="why">${t('checks.unreadable', list.unreadable.length)}</p>`}`}
  <//>`;
}
