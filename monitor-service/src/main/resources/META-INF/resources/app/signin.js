// Who calls: a bearer token, typed or pasted, that stays in this page's memory and nowhere else.
import { html, useState } from './vendor.js';
import { t } from './i18n.js';

/** What a header may hold. */
const TOKEN = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

export function SignIn({ token, onToken }) {
  const [typed, setTyped] = useState('');
  const [bad, setBad] = useState(false);
  if (token) {
    return html`<p id="signed-in">${t('signed.in')}
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
      <input id="token" type="password" autocomplete="off" spellcheck=${false} value=${typed}
        aria-describedby="token-help" onInput=${(event) => setTyped(event.target.value)} />
    </label>
    <button type="submit">${t('sign.in')}</button>
    <p id="token-help" class="quiet">${t('token.help')}</p>
    ${bad && html`<p class="trouble" role="alert">${t('token.bad')}</p>`}
  </form>`;
}
