// The last question before an operation: the site's name, and what may be lost, typed by hand.
import { html, useState } from './vendor.js';
import { t, word } from './i18n.js';
import { Said } from './ui.js';
import { troubled } from './plan.js';

/** What still keeps the plan from being begun; empty if nothing does. */
function missing(plan, despite, site, watermark) {
  if (plan.refusals.length > 0) {
    return t('missing.refused');
  }
  const open = troubled(plan).filter((step) => !despite.includes(step));
  if (open.length > 0) {
    return t('missing.problems', open.join(', '));
  }
  if (site !== plan.site) {
    return t('missing.site', plan.site);
  }
  const loses = plan.acceptDataLoss !== null && plan.acceptDataLoss !== undefined;
  if (loses && watermark !== String(plan.acceptDataLoss)) {
    return t('missing.watermark', String(plan.acceptDataLoss));
  }
  return '';
}

function Field({ id, label, value, onInput, help }) {
  return html`<p><label for=${id}>${label}</label>
    <input id=${id} type="text" autocomplete="off" autocapitalize="off" spellcheck=${false} value=${value}
      aria-describedby=${help ? `${id}-help` : undefined} onInput=${(event) => onInput(event.target.value)} />
    ${help && html`<span id=${`${id}-help`} class="quiet">${help}</span>`}</p>`;
}

export function Confirm({ plan, despite, busy, onBegin, onChange, onAway }) {
  const [site, setSite] = useState('');
  const [watermark, setWatermark] = useState('');
  const [forceReason, setForceReason] = useState('');
  const [comment, setComment] = useState('');
  const fails = plan.verb === 'failover';
  const loses = plan.acceptDataLoss !== null && plan.acceptDataLoss !== undefined;
  const lacks = missing(plan, despite, site.trim(), watermark.trim());
  const typed = (set) => (text) => {
    set(text);
    onChange();
  };
  const submit = (event) => {
    event.preventDefault();
    if (lacks || busy) {
      return;
    }
    onBegin({
      ...(loses ? { acceptDataLoss: { watermark: plan.acceptDataLoss } } : {}),
      ...(fails && forceReason.trim() ? { forceReason: forceReason.trim() } : {}),
      ...(comment.trim() ? { comment: comment.trim() } : {}),
    });
  };
  return html`<form class="confirm" onSubmit=${submit} autocomplete="off">
    <h4>${t('confirm', word('verb', plan.verb))} <${Said}>${plan.site}<//></h4>
    <${Field} id="confirm-site" label=${t('type.site')} value=${site} onInput=${typed(setSite)} help=${t('type.site.help', plan.site)} />
    ${loses && html`<${Field} id="confirm-watermark" label=${t('type.watermark')} value=${watermark} onInput=${typed(setWatermark)}
      help=${t('type.watermark.help', String(plan.acceptDataLoss))} />`}
    ${fails && html`<${Field} id="confirm-force" label=${t('force.reason')} value=${forceReason} onInput=${typed(setForceReason)} help=${t('force.reason.help')} />`}
    <${Field} id="confirm-comment" label=${t('comment.why')} value=${comment} onInput=${typed(setComment)} />
    <p id="confirm-lacks" role="status" class=${lacks ? 'why' : 'quiet'}>${lacks || t('confirm.ready')}</p>
    <p class="buttons">
      <button id="begin" type="submit" class=${plan.verb === 'drill' ? 'primary' : 'danger'} disabled=${lacks !== '' || busy}>
        ${t('begin', word('verb', plan.verb))}</button>
      <button type="button" onClick=${onAway}>${t('leave')}</button>
    </p>
  </form>`;
}
