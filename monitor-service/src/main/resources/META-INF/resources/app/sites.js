// The two sites: what each claims to be, in which term, and where the platform's name leads.
import { html } from './vendor.js';
import { t, word } from './i18n.js';
import { time } from './format.js';
import { Facts, List, Mark, Panel, Said } from './ui.js';

const KINDS = { agrees: 'fine', contradicts: 'bad', 'split-brain': 'bad' };

export function roleMark(role) {
  return KINDS[role.verdict] ?? 'unknown';
}

function Site({ name, claim, where, term }) {
  return html`<article class="site">
    <h3><${Said}>${name}<//> <span class="quiet">${where}</span></h3>
    <p><${Said}>${claim}<//></p>
    ${term !== undefined && html`<p class="quiet">${t('term')} <strong>${term}</strong></p>`}
  </article>`;
}

export function Sites({ role, status }) {
  const term = status.state === 'known' ? (status.data.term ?? t('unknown')) : t('unknown');
  const mark = role.state === 'known' && html`<${Mark} kind=${roleMark(role.data)}>${word('verdict', role.data.verdict)}<//>`;
  return html`<${Panel} id="sites" title=${t('panel.sites')} answer=${role} mark=${mark}>
    ${(view) => html`
      <p><${Said}>${view.says}<//></p>
      <div class="sites">
        <${Site} name=${view.site} where=${t('here')} claim=${view.here} term=${term} />
        <${Site} name=${view.peer} where=${t('there')} claim=${view.there} />
      </div>
      <${Facts} rows=${[
        [t('name.leads'), html`<${Said}>${view.name}<//>`],
        view.forbids && [t('forbids'), html`<${Said}>${view.forbids}<//>`],
        [t('found.at'), time(view.at)],
      ]} />
      ${view.failures?.length > 0 && html`<p class="why">${t('resolvers.silent')}</p>
        <${List} items=${view.failures.map((each) => html`<${Said}>${each}<//>`)} />`}`}
  <//>`;
}
