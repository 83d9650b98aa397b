// The beginning of an operation: its plan first, then the site's name typed, and for a failover what may be lost.
import { html, useEffect, useRef, useState } from './vendor.js';
import { FAILOVER, onceKey, post } from './api.js';
import { t, word } from './i18n.js';
import { Guard, Why } from './ui.js';
import { Plan } from './plan.js';
import { Confirm } from './confirm.js';

const VERBS = ['drill', 'switchover', 'failover'];
const UNAUTHORIZED = 401;
const STALE = 412;

export function Start({ token, onGone, onBegun }) {
  const [plan, setPlan] = useState(null);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState('');
  const [trouble, setTrouble] = useState(null);
  const [despite, setDespite] = useState([]);
  const shown = useRef(null);
  const heading = useRef(null);
  const tokenNow = useRef(token);
  tokenNow.current = token;

  useEffect(() => shown.current?.focus(), [plan]);
  // Who signs out leaves nothing to be begun by whoever comes next.
  useEffect(() => {
    if (!token) {
      setPlan(null);
      setDespite([]);
    }
  }, [token]);

  const failed = (failure) => {
    if (failure.status === UNAUTHORIZED) {
      setPlan(null);
      onGone();
    }
    const prefix = { [UNAUTHORIZED]: 'not.known', [STALE]: 'plan.stale' }[failure.status];
    setTrouble({ prefix, said: failure.said, words: failure.words });
  };
  const make = async (verb) => {
    setBusy(t('planning', word('verb', verb)));
    setTrouble(null);
    setPlan(null);
    setDespite([]);
    try {
      const made = await post(`${FAILOVER}/plans`, token, { verb });
      if (tokenNow.current === token) {
        setPlan(made);
        setKey(onceKey());
      }
    } catch (failure) {
      failed(failure);
    }
    setBusy('');
  };
  const begin = async (more) => {
    setBusy(t('beginning'));
    setTrouble(null);
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
    <h3 tabindex="-1" ref=${heading}>${t('start')}</h3>
    <p class="buttons">
      ${VERBS.map((verb) => html`<button key=${verb} type="button" disabled=${!token || busy !== ''}
        aria-describedby="start-help" data-verb=${verb} onClick=${() => make(verb)}>${t('plan.a', word('verb', verb))}</button>`)}
    </p>
    <p id="start-help" class="quiet">${token ? t('start.help') : t('start.signed.out')}</p>
    <p role="status" class="quiet">${busy}</p>
    ${plan && html`<${Guard} at=${plan} instead=${html`<p class="trouble">${t('answer.odd')}</p>`}><div id="plan" class="plan" tabindex="-1" ref=${shown} aria-labelledby="plan-title">
      <${Plan} plan=${plan} despite=${despite} onDespite=${(next) => { setDespite(next); setKey(onceKey()); }} />
      <${Confirm} key=${plan.planHash} plan=${plan} despite=${despite} busy=${busy !== '' || !token}
        onBegin=${begin} onChange=${() => setKey(onceKey())} onAway=${() => { setPlan(null); heading.current?.focus(); }} />
    </div><//>`}
    ${trouble && html`<p id="start-trouble" class="trouble" role="alert">${trouble.prefix && `${t(trouble.prefix)} `}<${Why} of=${trouble} /></p>`}
  </div>`;
}
