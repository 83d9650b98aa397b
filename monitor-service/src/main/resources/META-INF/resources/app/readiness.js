// Could a switchover or a failover be begun now, and what stands in the way?
import { html } from './vendor.js';
import { t, word, wordOrElse } from './i18n.js';
import { time } from './format.js';
import { List, Mark, More, Panel, Said } from './ui.js';

const RESULTS = { PASS: 'fine', WARN: 'warn', FAIL: 'bad', UNKNOWN: 'unknown' };
const VERDICTS = { ready: 'fine', 'ready-with-warnings': 'warn', 'not-ready': 'bad' };
const VERBS = ['switchover', 'failover'];
const WORST_FIRST = ['FAIL', 'UNKNOWN', 'WARN', 'PASS'];

export function readinessMark(readiness) {
  const kinds = VERBS.map((verb) => VERDICTS[readiness.verdicts?.[verb]?.verdict] ?? 'unknown');
  return ['bad', 'unknown', 'warn', 'fine'].find((kind) => kinds.includes(kind));
}

/** In the reader's language; one that this page does not know has its name alone. */
function title(check) {
  return wordOrElse('check', check.name, check.name);
}

function Check({ check }) {
  const mean = VERBS.filter((verb) => check[verb] === 'block').map((verb) => word('verb', verb));
  return html`<li class="check" data-result=${check.result}>
    <p><${Mark} kind=${RESULTS[check.result] ?? 'unknown'}>${word('precheck', check.result)}<//>
      ${' '}<strong>${title(check)}</strong> <code lang="en">${check.name}</code>${' '}<${Said}>${check.summary}<//></p>
    ${mean.length > 0 && html`<p class="trouble">${t('blocks', mean.join(t('and')))}</p>`}
    ${check.result !== 'PASS' && check.remedy && html`<p>→ <${Said}>${check.remedy}<//></p>`}
    ${check.evidence?.length > 0 && html`<${More} title=${t('evidence.of', title(check))}>
      <${List} items=${check.evidence.map((each) => html`<${Said}>${each}<//>`)} /><//>`}
  </li>`;
}

function Verdict({ verb, verdict }) {
  const kind = VERDICTS[verdict?.verdict] ?? 'unknown';
  return html`<p class="verdict">${word('verb', verb)}:${' '}
    <${Mark} kind=${kind}>${word('readiness', verdict?.verdict ?? 'unknown')}<//></p>`;
}

export function Readiness({ readiness }) {
  return html`<${Panel} id="readiness" title=${t('panel.readiness')} answer=${readiness} wide>
    ${(view) => {
      const order = [...view.checks].sort(
        (one, other) => WORST_FIRST.indexOf(one.result) - WORST_FIRST.indexOf(other.result));
      const open = order.filter((check) => check.result !== 'PASS');
      const passed = order.filter((check) => check.result === 'PASS');
      return html`
        ${VERBS.map((verb) => html`<${Verdict} key=${verb} verb=${verb} verdict=${view.verdicts?.[verb]} />`)}
        <p class="quiet">${t('found.at')} ${time(view.at)}
          ${' '}<button id="ask-again" type="button" aria-disabled=${String(readiness.asking)}
            onClick=${() => readiness.asking || readiness.again()}>${t('ask.again')}</button>
          ${' '}<span role="status">${readiness.asking ? t('asking') : ''}</span></p>
        <ul class="checks">${open.map((check) => html`<${Check} key=${check.name} check=${check} />`)}</ul>
        <${More} title=${t('passed', passed.length)}>
          <ul class="checks">${passed.map((check) => html`<${Check} key=${check.name} check=${check} />`)}</ul>
        <//>`;
    }}
  <//>`;
}
