// Who calls: a bearer token, typed or pasted, that stays in this page's memory and nowhere else.
import { html, useEffect, useRef, useState } from './vendor.js';
import { t } from './i18n.js';

/** What a header may hold. */
const TOKEN = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

export function SignIn({ token, onToken }) {
  const [typed, setTyped] = useState('');
  const [bad, setBad] = useState(false);
  const field = useRef(null);
  const signedIn = useRef(null);
  const last = useRef(token);
  // What had the focus is gone with the change: it goes to what came instead.
  useEffect(() => {
    if (last.current !== token) {
      last.current = token;
      (token ? signedIn : field).current?.focus();
    }
  }, [token]);
  if (token) {
    return html`<p id="signed-in" tabindex="-1" ref=${signedIn}>${t('signed.in')}
      ${' '}<button type="button" onClick=${() => onToken('')}>${t('sign.out')}</button></p>`;
  }
  const submit = (event) => {
    event.preventDefault();
    const given = typed.trim();
    setTyped('');
    setBad(!TOKEN.test(given));
    if (TOKEN.test(given)) {
      onToken(given);
    }
  };
  return html`<form class="row" onSubmit=${submit} autocomplete="off">
    <label>${t('token')}
      <input id="token" ref=${field} type="password" autocomplete="new-password" spellcheck=${false} value=${typed}
        aria-describedby="token-help" onInput=${(event) => setTyped(event.target.value)} />
    </label>
    <button type="submit">${t('sign.in')}</button>
    <p id="token-help" class="quiet">${t('token.help')}</p>
    ${bad && html`<p class="trouble" role="alert">${t('token.bad')}</p>`}
  </form>`;
}
