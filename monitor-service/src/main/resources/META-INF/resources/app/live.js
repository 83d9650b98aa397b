// One operation as it goes on: told by server-sent events, and asked for where those do not come.
import { html, useEffect, useState } from './vendor.js';
import { get, PATHS } from './api.js';
import { t, word } from './i18n.js';
import { duration, time } from './format.js';
import { Facts, List, Mark, More, Said } from './ui.js';
import { Say } from './say.js';

const FALLBACK_MS = 5_000;
const OVER = new Set(['succeeded', 'cancelled']);
const RUNS = { succeeded: 'fine', cancelled: 'warn', waiting: 'bad', running: 'going', cancelling: 'going' };
const PHASES = {
  pending: 'idle', began: 'going', done: 'fine', failed: 'bad', ignored: 'warn',
  undoing: 'going', undo_failed: 'bad', undone: 'fine', lapsed: 'warn',
};

/** state as of useAnswer, and whether it comes by events. */
function useOperation(id) {
  const [told, setTold] = useState({ state: 'waiting', live: false });
  useEffect(() => {
    let over = false;
    let timer;
    const source = new EventSource(`${PATHS.operations}/${id}/events`);
    const end = () => {
      over = true;
      source.close();
      clearTimeout(timer);
    };
    const take = (data, live) => {
      setTold({ state: 'known', data, live });
      if (OVER.has(data.state)) {
        end();
      }
    };
    const look = async () => {
      if (over) {
        return;
      }
      if (source.readyState !== EventSource.OPEN) {
        try {
          const data = await get(`${PATHS.operations}/${id}`);
          if (!over) {
            take(data, false);
          }
        } catch (failure) {
          if (!over) {
            setTold({ state: 'unknown', why: failure.message, live: false });
          }
        }
      }
      if (!over) {
        timer = setTimeout(look, FALLBACK_MS);
      }
    };
    source.addEventListener('operation', (event) => take(JSON.parse(event.data), true));
    source.addEventListener('error', () => {
      if (!over) {
        setTold((last) => ({ ...last, live: false }));
      }
    });
    timer = setTimeout(look, FALLBACK_MS);
    return end;
  }, [id]);
  return told;
}

function Step({ step }) {
  return html`<li data-step=${step.name} data-phase=${step.phase}>
    <p><${Mark} kind=${PHASES[step.phase] ?? 'unknown'}>${word('step', step.phase)}<//>
      ${' '}<strong><${Said}>${step.name}<//></strong> <span class="quiet">${word('mode', step.mode)}</span>
      ${step.beganAt && html` <span class="quiet">${time(step.beganAt)}</span>`}
      ${Number.isFinite(step.seconds) && html` <span>${duration(step.seconds)}</span>`}
      ${step.attempts > 1 && html` <span class="quiet">${t('attempts', step.attempts)}</span>`}</p>
    ${step.summary && html`<p><${Said}>${step.summary}<//></p>`}
    ${step.why && html`<p class="trouble"><${Said}>${step.why}<//></p>`}
    ${step.evidence.length > 0 && html`<${More} title=${t('evidence.of', step.name)}>
      <${List} items=${step.evidence.map((each) => html`<${Said}>${each}<//>`)} /><//>`}
  </li>`;
}

function newest(view) {
  const at = view.steps.findLast((step) => step.phase !== 'pending');
  return at ? `${at.name}: ${word('step', at.phase)}` : t('step.none');
}

export function Live({ id, token, onGone }) {
  const told = useOperation(id);
  const [said, setSaid] = useState(null);
  if (told.state !== 'known') {
    return html`<p id="live" data-state=${told.state} class="why">${told.state === 'waiting' ? t('asking') : html`${t('unknown.why')} <${Said}>${told.why}<//>`}</p>`;
  }
  // What an answer to a word said is newer than the last event, until the next one comes.
  const view = said && said.entries > told.data.entries ? said : told.data;
  const done = view.steps.filter((step) => ['done', 'ignored', 'undone'].includes(step.phase)).length;
  return html`<article id="live" data-state=${view.state} data-live=${String(told.live)} aria-labelledby="live-title">
    <h3 id="live-title">${word('verb', view.verb)} → <${Said}>${view.site}<//>${' '}
      <${Mark} kind=${RUNS[view.state] ?? 'unknown'}>${word('run', view.state)}<//></h3>
    <p role="status" aria-live="polite">${t('live.step', newest(view))}</p>
    <progress max=${Math.max(1, view.steps.length)} value=${done} aria-label=${t('live.progress')}></progress>
    ${!OVER.has(view.state) && html`<p class="quiet">${t(told.live ? 'live.on' : 'live.off')}</p>`}
    ${view.waitsFor && html`<p class="trouble" role="alert"><strong>${t('waits', view.waitsFor.step)}</strong> <${Said}>${view.waitsFor.what}<//></p>`}
    <${Facts} rows=${[
      [t('began'), time(view.beganAt)],
      view.endedAt && [t('ended'), time(view.endedAt)],
      [t('by'), html`<${Said}>${view.by}<//>`],
      view.comment && [t('comment'), view.comment],
      ['RTO', view.rtoSeconds === null ? t('not.measured') : html`${duration(view.rtoSeconds)} <small><${Said}>${view.rtoFrom}<//></small>`],
      ['RPO', view.rpoSeconds === null ? t('not.measured') : html`${duration(view.rpoSeconds)} <small><${Said}>${view.rpoFrom}<//></small>`],
      [t('id'), html`<code>${view.id}</code>`],
    ]} />
    ${view.promoted && !OVER.has(view.state) && html`<p class="why">${t('promoted')}</p>`}
    ${!OVER.has(view.state) && html`<${Say} view=${view} token=${token} onSaid=${setSaid} onGone=${onGone} />`}
    <ol class="steps">${view.steps.map((step, index) => html`<${Step} key=${index} step=${step} />`)}</ol>
  </article>`;
}
