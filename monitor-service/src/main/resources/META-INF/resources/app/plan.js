// What an operation would do now, and what stands in its way.
import { html } from './vendor.js';
import { t, typeWord, word, wordOrElse } from './i18n.js';
import { duration } from './format.js';
import { Facts, List, Mark, More, Said } from './ui.js';

export function troubled(plan) {
  return plan.steps.filter((step) => step.problems.length > 0).map((step) => step.name);
}

function Step({ step, despite, onDespite }) {
  const kind = step.problems.length > 0 ? 'bad' : step.warnings.length > 0 ? 'warn' : 'fine';
  const accepted = despite.includes(step.name);
  const toggle = () =>
    onDespite(accepted ? despite.filter((name) => name !== step.name) : [...despite, step.name]);
  return html`<li>
    <p><${Mark} kind=${kind}>${t(`plan.${kind}`)}<//>${' '}<strong><${Said}>${step.name}<//></strong>
      ${' '}<span class="quiet">${typeWord(step)} ${word('mode', step.mode)}</span><br /><${Said}>${step.will}<//></p>
    ${step.problems.map((each, index) => html`<p class="trouble" key=${index}><${Said}>${each}<//></p>`)}
    ${step.warnings.map((each, index) => html`<p class="why" key=${index}><${Said}>${each}<//></p>`)}
    ${step.problems.length > 0 && html`<label class="check-box">
      <input type="checkbox" checked=${accepted} onChange=${toggle} /> ${t('despite', step.name)}</label>`}
    <${More} title=${t('details.of', step.name)}>
      <${List} items=${(step.facts ?? []).map((each) => html`<${Said}>${each}<//>`)} />
      <p class="quiet">${t('step.bounds', duration(step.timeoutSeconds), step.retries)} ${wordOrElse('undo', step.nature, html`<${Said}>${step.undo}<//>`)}</p>
    <//>
  </li>`;
}

export function Plan({ plan, despite, onDespite }) {
  return html`
    <h4 id="plan-title">${t('plan.of', word('verb', plan.verb))} <${Said}>${plan.site}<//></h4>
    <p><${Mark} kind=${plan.canBegin ? 'fine' : 'bad'}>${t(plan.canBegin ? 'can.begin' : 'cannot.begin')}<//></p>
    <${Facts} rows=${[
      [t('primary.now'), html`<${Said}>${plan.expectedPrimary}<//>`],
      [t('term'), plan.term],
      [t('role'), html`<${Said}>${plan.role}<//>`],
      [t('plan.hash'), html`<code>${plan.planHash}</code>`],
    ]} />
    ${plan.refusals.length > 0 && html`<div class="trouble"><p>${t('refusals')}</p>
      <${List} items=${plan.refusals.map((each) => html`<${Said}>${each}<//>`)} /></div>`}
    ${plan.loss.length > 0 && html`<div id="loss" class="trouble"><p><strong>${t('loss')}</strong></p>
      <${List} items=${plan.loss.map((each) => html`<${Said}>${each}<//>`)} /></div>`}
    <ol class="steps">${plan.steps.map((step, index) => html`<${Step} key=${index} step=${step} despite=${despite} onDespite=${onDespite} />`)}</ol>`;
}
