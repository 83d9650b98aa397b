// The beginning of an operation: its plan first, then the site's name typed, and for a failover what may be lost.
import { html, useEffect, useRef, useState } from './vendor.js';
import { FAILOVER, onceKey, post } from './api.js';
import { t, word } from './i18n.js';
import { Said } from './ui.js';
import { Plan } from './plan.js';
import { Confirm } from './confirm.js';

const VERBS = ['drill', 'switchover', 'failover'];
const UNAUTHORIZED = 401;
const STALE = 412;

export function Start({ token, onGone, onBegun }) {
  const [plan, setPlan] = useState(null);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState('');
  const [trouble, setTrouble] = useState('');
  const [despite, setDespite] = useState([]);
  const shown = useRef(null);

  useEffect(() => shown.current?.focus(), [plan]);

  const failed = (failure) => {
    if (failure.status === UNAUTHORIZED) {
      setPlan(null);
      onGone();
      setTrouble(`${t('not.known')} ${failure.message}`);
    } else {
      setTrouble(failure.status === STALE ? `${t('plan.stale')} ${failure.message}` : failure.message);
    }
  };
  const make = async (verb) => {
    setBusy(t('planning', word('verb', verb)));
    setTrouble('');
    setPlan(null);
    setDespite([]);
    try {
      setPlan(await post(`${FAILOVER}/plans`, token, { verb }));
      setKey(onceKey());
    } catch (failure) {
      failed(failure);
    }
    setBusy('');
  };
  const begin = async (more) => {
    setBusy(t('beginning'));
    setTrouble('');
    // Exactly what was shown: if another plan holds by now, failover-service refuses.
    const request = {
      verb: plan.verb,
      planHash: plan.planHash,
      expectedPrimary: plan.expectedPrimary,
      term: plan.term,
      ...(despite.length > 0 ? { despite } : {}),
      ...more,
    };
    try {
      // The same key while nothing is changed, so that a second click begins nothing a second time.
      const begun = await post(`${FAILOVER}/operations`, token, request, { 'Idempotency-Key': key });
      setPlan(null);
      onBegun(begun.id);
    } catch (failure) {
      failed(failure);
      if (failure.status >= 400 && failure.status < 500) {
        setKey(onceKey());
      }
    }
    setBusy('');
  };
  return html`<div class="start">
    <h3>${t('start')}</h3>
    <p class="buttons">
      ${VERBS.map((verb) => html`<button key=${verb} type="button" disabled=${!token || busy !== ''}
        aria-describedby="start-help" data-verb=${verb} onClick=${() => make(verb)}>${t('plan.a', word('verb', verb))}</button>`)}
    </p>
    <p id="start-help" class="quiet">${token ? t('start.help') : t('start.signed.out')}</p>
    <p role="status" class="quiet">${busy}</p>
    ${plan && html`<div id="plan" class="plan" tabindex="-1" ref=${shown} aria-labelledby="plan-title">
      <${Plan} plan=${plan} despite=${despite} onDespite=${(next) => { setDespite(next); setKey(onceKey()); }} />
      <${Confirm} key=${plan.planHash} plan=${plan} despite=${despite} busy=${busy !== ''}
        onBegin=${begin} onChange=${() => setKey(onceKey())} onAway=${() => setPlan(null)} />
    </div>`}
    ${trouble && html`<p id="start-trouble" class="trouble" role="alert"><${Said}>${trouble}<//></p>`}
  </div>`;
}
