// What an operator can say to an operation that goes on or waits.
import { html, useState } from './vendor.js';
import { PATHS, post } from './api.js';
import { t, word } from './i18n.js';
import { Said } from './ui.js';

const WAITING = ['retry', 'approve', 'resume', 'ignore', 'cancel'];
const RUNNING = ['pause', 'cancel'];
const OF_A_STEP = new Set(['retry', 'approve', 'ignore']);
const UNAUTHORIZED = 401;

export function Say({ view, token, onSaid, onGone }) {
  const [chosen, setChosen] = useState('');
  const [comment, setComment] = useState('');
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  if (!token) {
    return html`<p class="quiet">${t('say.signed.out')}</p>`;
  }
  const commands = view.state === 'waiting' ? WAITING : view.state === 'running' ? RUNNING : [];
  const lacks = chosen === 'ignore' && !comment.trim();
  const send = async (event) => {
    event.preventDefault();
    if (lacks || busy) {
      return;
    }
    setBusy(true);
    setTrouble('');
    try {
      const body = {
        ...(view.waitsFor && OF_A_STEP.has(chosen) ? { step: view.waitsFor.step } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      };
      onSaid(await post(`${PATHS.operations}/${view.id}/${chosen}`, token, body));
      setChosen('');
      setComment('');
    } catch (failure) {
      if (failure.status === UNAUTHORIZED) {
        onGone();
      }
      setTrouble(failure.message);
    }
    setBusy(false);
  };
  return html`<div class="say">
    <p class="buttons">${commands.map((each) => html`<button key=${each} type="button" data-say=${each}
      aria-pressed=${String(chosen === each)} onClick=${() => setChosen(chosen === each ? '' : each)}>${word('say', each)}</button>`)}</p>
    ${commands.includes(chosen) && html`<form class="row" onSubmit=${send} autocomplete="off">
      <p>${word('saying', chosen)}</p>
      <label>${t('comment')} <input id="say-comment" type="text" value=${comment} required=${chosen === 'ignore'}
        onInput=${(event) => setComment(event.target.value)} /></label>
      <button id="say-send" type="submit" class="danger" disabled=${busy || lacks}>${t('say.send', word('say', chosen))}</button>
    </form>`}
    ${trouble && html`<p class="trouble" role="alert"><${Said}>${trouble}<//></p>`}
  </div>`;
}
