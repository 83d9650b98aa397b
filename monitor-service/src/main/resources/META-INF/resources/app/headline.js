// One sentence: is something wrong, is something unknown, or is all known to be well?
import { html } from './vendor.js';
import { t } from './i18n.js';
import { Mark } from './ui.js';
import { mirrorMark } from './mirror.js';
import { roleMark } from './sites.js';
import { checksMark } from './checks.js';
import { driftMark } from './drift.js';
import { readinessMark } from './readiness.js';
import { goingOn } from './operations.js';

const ORDER = ['bad', 'unknown', 'warn', 'going', 'fine'];

/** An answer that is not as this page knows it says nothing. */
function kindOf(answer, mark) {
  if (answer.state !== 'known') {
    return answer.state;
  }
  try {
    return mark(answer.data) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function operationsMark(list) {
  const running = goingOn(list);
  return running ? (running.state === 'waiting' ? 'bad' : 'going') : 'fine';
}

function kinds({ status, role, checks, drift, readiness, operations }) {
  return [
    ['panel.mirror', kindOf(status, mirrorMark)],
    ['panel.sites', kindOf(role, roleMark)],
    ['panel.checks', kindOf(checks, checksMark)],
    ['panel.drift', kindOf(drift, driftMark)],
    ['panel.readiness', kindOf(readiness, readinessMark)],
    ['panel.operations', kindOf(operations, operationsMark)],
    ['panel.history', kindOf(operations, (list) => ((list.unreadable ?? []).length > 0 ? 'bad' : 'fine'))],
  ];
}

/** The worst first, and all that is not well; what is well is named only if all is. */
export function Headline(answers) {
  const all = kinds(answers);
  const named = (kind) => all.filter(([, each]) => each === kind).map(([name]) => t(name)).join(t('and'));
  const found = ORDER.filter((kind) => all.some(([, each]) => each === kind));
  const isAsking = all.some(([, kind]) => kind === 'waiting');
  if (isAsking && found[0] !== 'bad') {
    return html`<p id="headline" class="headline" role="status" data-kind="waiting">${t('asking')}</p>`;
  }
  const shown = found.filter((kind) => kind !== 'fine' || found.length === 1);
  return html`<p id="headline" class=${`headline ${found[0]}`} role="status" data-kind=${found[0]}>
    ${shown.map((kind) => html`<span key=${kind}><${Mark} kind=${kind}>${t(`headline.${kind}`)}<//> ${named(kind)}${' '}</span>`)}
    ${isAsking && t('asking')}
  </p>`;
}
