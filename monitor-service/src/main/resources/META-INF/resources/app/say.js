// What an operator can say to an operation that goes on or waits.
import { html, useEffect, useState } from './vendor.js';
import { PATHS, post } from './api.js';
import { t, word } from './i18n.js';
import { Why } from './ui.js';

const AT_A_STEP = ['retry', 'approve', 'ignore', 'cancel'];
const PAUSED = ['resume', 'cancel'];
const RUNNING = ['pause', 'cancel'];
const OF_A_STEP = new Set(['retry', 'approve', 'ignore']);
const UNAUTHORIZED = 401;

export function Say({ view, token, onSaid, onGone }) {
  // A word of a step is for the step that was shown when it was chosen, whatever it waits for by now.
  const [chosen, setChosen] = useState(null);
  const [comment, setComment] = useState('');
  const [trouble, setTrouble] = useState(null);
  const [busy, setBusy] = useState(false);
  const waitsAt = view.waitsFor?.step ?? '';
  const moved = chosen !== null && OF_A_STEP.has(chosen.word) && chosen.step !== waitsAt;
  useEffect(() => {
    if (moved && !busy) {
      setChosen(null);
      setComment('');
      setTrouble({ words: ['say.moved', word('say', chosen.word), chosen.step] });
    }
  }, [moved, busy]);
  const alert = trouble && html`<p class="trouble" role="alert">${trouble.prefix && `${t(trouble.prefix)} `}<${Why} of=${trouble} /></p>`;
  if (!token) {
    return html`<div class="say"><p class="quiet">${t('say.signed.out')}</p>${alert}</div>`;
  }
  const waiting = waitsAt ? AT_A_STEP : PAUSED;
  const commands = view.state === 'waiting' ? waiting : view.state === 'running' ? RUNNING : [];
  const lacks = chosen?.word === 'ignore' && !comment.trim();
  const send = async (event) => {
    event.preventDefault();
    if (lacks || busy || moved || chosen === null) {
      return;
    }
    setBusy(true);
    setTrouble(null);
    try {
      const body = {
        ...(chosen.step && OF_A_STEP.has(chosen.word) ? { step: chosen.step } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      };
      onSaid(await post(`${PATHS.operations}/${view.id}/${chosen.word}`, token, body));
      setChosen(null);
      setComment('');
    } catch (failure) {
      const unknown = failure.status === UNAUTHORIZED;
      setTrouble({ prefix: unknown ? 'not.known' : '', said: failure.said, words: failure.words });
      if (unknown) {
        onGone();
      }
    }
    setBusy(false);
  };
  return html`<div class="say">
    <p class="buttons">${commands.map((each) => html`<button key=${each} type="button" data-say=${each}
      aria-pressed=${String(chosen?.word === each)} disabled=${busy}
      onClick=${() => { setTrouble(null); setChosen(chosen?.word === each ? null : { word: each, step: waitsAt }); }}>${word('say', each)}</button>`)}</p>
    ${!moved && commands.includes(chosen?.word) && html`<form class="row" onSubmit=${send} autocomplete="off">
      <p>${word('saying', chosen.word)}${OF_A_STEP.has(chosen.word) && chosen.step ? html` <strong><span lang="en">${chosen.step}</span></strong>` : ''}</p>
      <label>${t('comment')} <input id="say-comment" type="text" value=${comment} required=${chosen.word === 'ignore'}
        onInput=${(event) => setComment(event.target.value)} /></label>
      <button id="say-send" type="submit" class="danger" disabled=${busy || lacks}>${t('say.send', word('say', chosen.word))}</button>
    </form>`}
    ${alert}
  </div>`;
}
