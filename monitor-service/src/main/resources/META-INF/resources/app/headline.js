// One sentence: is something wrong, is something unknown, or is all known to be well?
import { html } from './vendor.js';
import { t } from './i18n.js';
import { Mark } from './ui.js';
import { mirrorMark } from './mirror.js';
import { roleMark } from './sites.js';
import { checkMark, newestDone } from './checks.js';
import { readinessMark } from './readiness.js';
import { goingOn } from './operations.js';

const ORDER = ['bad', 'unknown', 'warn', 'going', 'fine'];

function kinds({ status, role, checks, readiness, operations }) {
  const of = (answer, mark) => (answer.state === 'known' ? mark(answer.data) : answer.state);
  return [
    ['panel.mirror', of(status, mirrorMark)],
    ['panel.sites', of(role, roleMark)],
    ['panel.checks', of(checks, (list) => checkMark(newestDone(list)))],
    ['panel.readiness', of(readiness, readinessMark)],
    ['panel.operations', of(operations, (list) => {
      const running = goingOn(list);
      return running ? (running.state === 'waiting' ? 'bad' : 'going') : 'fine';
    })],
  ];
}

export function Headline(answers) {
  const all = kinds(answers);
  if (all.some(([, kind]) => kind === 'waiting')) {
    return html`<p id="headline" class="headline" role="status" data-kind="waiting">${t('asking')}</p>`;
  }
  const worst = ORDER.find((kind) => all.some(([, each]) => each === kind));
  const named = all.filter(([, kind]) => kind === worst).map(([name]) => t(name)).join(t('and'));
  return html`<p id="headline" class=${`headline ${worst}`} role="status" data-kind=${worst}>
    <${Mark} kind=${worst}>${t(`headline.${worst}`)}<//>
    ${worst !== 'fine' && html`<span> ${named}</span>`}
  </p>`;
}
