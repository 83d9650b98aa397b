// The mirror now: phase, watermark, lag, a copy's progress, and what is wrong with it.
import { html } from './vendor.js';
import { t, word } from './i18n.js';
import { ago, duration, number, time } from './format.js';
import { Facts, Mark, Panel, Said } from './ui.js';

const WORKING = new Set(['copy', 'resync', 'starting']);
// As readiness has them where nothing else is configured.
const LAGS_SECONDS = 10;
const LAGS_FAR_SECONDS = 60;

function tailMark(status) {
  const lag = status.lagSeconds;
  if (status.sourceError || lag >= LAGS_FAR_SECONDS) {
    return 'bad';
  }
  if (!Number.isFinite(lag)) {
    return 'unknown';
  }
  const told = (status.warnings ?? []).length > 0 || status.sourceTlsTrouble || status.targetTlsTrouble;
  return !status.sound || lag >= LAGS_SECONDS || told ? 'warn' : 'fine';
}

/** What is not known to be well is not fine. */
export function mirrorMark(status) {
  if (status.targetError || ['refused', 'failed'].includes(status.phase)) {
    return 'bad';
  }
  switch (status.phase) {
    case 'promoted':
      return 'fine';
    case 'tail':
      return tailMark(status);
    case 'following':
      return 'unknown';
    default:
      return WORKING.has(status.phase) || status.phase === 'paused' ? 'warn' : 'unknown';
  }
}

function Progress({ what, progress }) {
  const percent = Math.min(100, Math.max(0, progress.percent ?? 0));
  const id = `progress-${what}`;
  return html`<div class="progress">
    <label for=${id}>${t(`progress.${what}`)}</label>
    <progress id=${id} max="100" value=${percent}>${percent}</progress>
    <p>${t('progress.of', percent.toFixed(0), number(progress.keys), number(progress.ofAbout), duration(progress.etaSeconds ?? NaN))}</p>
  </div>`;
}

function Trouble({ title, why, remedy }) {
  return html`<p class="trouble"><strong>${title}</strong> <${Said}>${why}<//>
    ${remedy && html`<br />→ <${Said}>${remedy}<//>`}</p>`;
}

export function Mirror({ status }) {
  const mark = status.state === 'known'
    && html`<${Mark} kind=${mirrorMark(status.data)}>${word('phase', status.data.phase)}<//>`;
  return html`<${Panel} id="mirror" title=${t('panel.mirror')} answer=${status} mark=${mark}>
    ${(view) => html`
      <${Facts} rows=${[
        [t('watermark'), html`<strong id="watermark">${number(view.watermark)}</strong> ${t('of.source', number(view.sourceRevision))}`],
        [t('lag'), html`<strong id="lag">${duration(view.lagSeconds ?? NaN)}</strong>, ${t('revisions', number(view.lagRevisions))}`],
        [t('replicated'), view.replicatedTime ? `${time(view.replicatedTime)} (${ago(view.replicatedTime)})` : t('unknown')],
        [t('target.revision'), number(view.targetRevision)],
        [t('leader'), html`<${Said}>${view.leader ?? t('nobody')}<//>`],
        [t('term'), view.term ?? t('unknown')],
      ]} />
      ${view.phase === 'tail' && !view.sound && html`<p class="why">${t('not.sound')}</p>`}
      ${view.copy ? html`<${Progress} what="copy" progress=${view.copy} />`
        : html`<p class="quiet">${t('copy.none')}</p>`}
      ${view.preflight && html`<${Progress} what="preflight" progress=${view.preflight} />`}
      ${view.sourceError && html`<${Trouble} title=${t('source.silent')} why=${view.sourceError} />`}
      ${view.targetError && html`<${Trouble} title=${t('target.silent')} why=${view.targetError} />`}
      ${view.sourceTlsTrouble && html`<${Trouble} title=${t('warning')} why=${view.sourceTlsTrouble} />`}
      ${view.targetTlsTrouble && html`<${Trouble} title=${t('warning')} why=${view.targetTlsTrouble} />`}
      ${view.phase === 'refused' && view.lastRefusal && html`<${Trouble} title=${t('refused')} why=${view.lastRefusal.why} remedy=${view.lastRefusal.remedy} />`}
      ${(view.warnings ?? []).map((each, index) => html`<${Trouble} key=${index} title=${t('warning')} why=${each.what} remedy=${each.remedy} />`)}`}
  <//>`;
}
