// The two sites: what each claims to be, in which term, and where the platform's name leads.
import { html } from './vendor.js';
import { t, word } from './i18n.js';
import { time } from './format.js';
import { Facts, List, Mark, Panel, Said } from './ui.js';

const KINDS = { agrees: 'fine', contradicts: 'bad', 'split-brain': 'bad' };

export function roleMark(role) {
  return KINDS[role.verdict] ?? 'unknown';
}

/** A site that cannot be asked, or claims nothing, has no term that is known. */
function termText(role, term) {
  return Number.isFinite(term) ? String(term) : t(role === 'none' ? 'none' : 'unknown');
}

function Site({ name, claim, where, role, term }) {
  return html`<article class="site">
    <h3><${Said}>${name}<//> <span class="quiet">${where}</span></h3>
    <p><strong class="role">${word('claim', role)}</strong>${' '}<span class="quiet">${t('term')}</span>${' '}<strong class="term">${termText(role, term)}</strong></p>
    <p class="quiet"><${Said}>${claim}<//></p>
  </article>`;
}

export function Sites({ role }) {
  const mark = role.state === 'known' && html`<${Mark} kind=${roleMark(role.data)}>${word('verdict', role.data.verdict)}<//>`;
  return html`<${Panel} id="sites" title=${t('panel.sites')} answer=${role} mark=${mark}>
    ${(view) => html`
      <p><${Said}>${view.says}<//></p>
      <div class="sites">
        <${Site} name=${view.site} where=${t('here')} claim=${view.here} role=${view.hereRole} term=${view.hereTerm} />
        <${Site} name=${view.peer} where=${t('there')} claim=${view.there} role=${view.thereRole} term=${view.thereTerm} />
      </div>
      <${Facts} rows=${[
        [t('name.leads'), html`<strong>${word('leads', view.leads)}</strong>${['here', 'there'].includes(view.leads) ? '' : html` <${Said}>${view.name}<//>`}`],
        view.forbids && [t('forbids'), html`<${Said}>${view.forbids}<//>`],
        [t('found.at'), time(view.at)],
      ]} />
      ${view.failures?.length > 0 && html`<p class="why">${t('resolvers.silent')}</p>
        <${List} items=${view.failures.map((each) => html`<${Said}>${each}<//>`)} />`}`}
  <//>`;
}
