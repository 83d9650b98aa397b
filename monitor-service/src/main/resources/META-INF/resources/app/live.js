// One operation as it goes on: told by server-sent events, and asked for beside, as those may break or fall silent.
import { html, useEffect, useState } from './vendor.js';
import { get, PATHS } from './api.js';
import { t, typeWord, word } from './i18n.js';
import { duration, time } from './format.js';
import { Facts, List, Mark, More, Said, Why } from './ui.js';
import { Say } from './say.js';

const FALLBACK_MS = 5_000;
const BESIDE_MS = 15_000;
const MOST_FAILURES = 2;
const OVER = new Set(['succeeded', 'cancelled']);
const RUNS = { succeeded: 'fine', cancelled: 'warn', waiting: 'bad', running: 'going', cancelling: 'going' };
const PHASES = {
  pending: 'idle', began: 'going', done: 'fine', failed: 'bad', ignored: 'warn',
  undoing: 'going', undo_failed: 'bad', undone: 'fine', lapsed: 'warn',
};

/** Calls back with the state as of useAnswer, and whether it comes by events; returns what ends it. */
function follow(id, tell) {
  const path = `${PATHS.operations}/${id}`;
  let over = false;
  let timer;
  let source;
  let newest = null;
  let byEvents = -1; // entries of the journal that the newest event knew
  let isBehind = false;
  let isLooking = false;
  let failures = 0;
  const isOpen = () => source.readyState === EventSource.OPEN;
  const end = () => {
    over = true;
    source.close();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
  const take = (data, live) => {
    if (newest === null || !(data.entries < newest.entries)) {
      newest = data;
    }
    tell({ state: 'known', data: newest, live, at: new Date() });
    if (OVER.has(newest.state)) {
      end();
    }
  };
  const open = () => {
    source?.close();
    const mine = new EventSource(`${path}/events`);
    let wasOpen = false;
    source = mine;
    isBehind = false;
    byEvents = -1;
    mine.addEventListener('open', () => {
      wasOpen = true;
    });
    mine.addEventListener('operation', (event) => {
      if (over || mine !== source) {
        return;
      }
      const data = JSON.parse(event.data);
      byEvents = data.entries;
      isBehind = false;
      take(data, true);
    });
    mine.addEventListener('error', () => {
      if (over || mine !== source) {
        return;
      }
      tell((last) => ({ ...last, live: false }));
      // Once for each time that it breaks: the browser tries again by itself, and fails so each time.
      if (wasOpen && !isLooking) {
        wasOpen = false;
        later();
      }
    });
  };
  const compare = async () => {
    try {
      const data = await get(path);
      if (over) {
        return;
      }
      failures = 0;
      const agrees = isOpen() && byEvents >= data.entries;
      // One look between an entry and its event is nothing; two are a stream that is open and dead.
      const isDead = isBehind && isOpen() && !agrees;
      isBehind = isOpen() && !agrees;
      take(data, agrees);
      if (!over && (isDead || source.readyState === EventSource.CLOSED)) {
        open();
      }
    } catch (failure) {
      if (over) {
        return;
      }
      failures += 1;
      if (isOpen() && failures < MOST_FAILURES) {
        tell((last) => ({ ...last, live: false }));
      } else {
        tell({ state: 'unknown', why: failure, live: false, at: new Date() });
      }
      if (source.readyState === EventSource.CLOSED) {
        open();
      }
    }
  };
  const look = async () => {
    isLooking = true;
    clearTimeout(timer);
    await compare();
    isLooking = false;
    if (!over) {
      later();
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, isOpen() && !isBehind ? BESIDE_MS : FALLBACK_MS);
  };
  // A page that nobody looked at may have slept through what was told.
  const seen = () => {
    if (document.visibilityState === 'visible' && !isLooking) {
      tell((last) => ({ ...last, live: false }));
      look();
    }
  };
  open();
  document.addEventListener('visibilitychange', seen);
  timer = setTimeout(look, FALLBACK_MS);
  return end;
}

function useOperation(id) {
  const [told, setTold] = useState({ state: 'waiting', live: false });
  useEffect(() => follow(id, setTold), [id]);
  return told;
}

function Step({ step }) {
  return html`<li data-step=${step.name} data-phase=${step.phase}>
    <p><${Mark} kind=${PHASES[step.phase] ?? 'unknown'}>${word('step', step.phase)}<//>
      ${' '}<strong><${Said}>${step.name}<//></strong> <span class="quiet">${typeWord(step)} ${word('mode', step.mode)}</span>
      ${step.beganAt && html` <span class="quiet">${time(step.beganAt)}</span>`}
      ${Number.isFinite(step.seconds) && html` <span>${duration(step.seconds)}</span>`}
      ${step.attempts > 1 && html` <span class="quiet">${t('attempts', step.attempts)}</span>`}</p>
    ${step.summary && html`<p><${Said}>${step.summary}<//></p>`}
    ${step.why && html`<p class="trouble"><${Said}>${step.why}<//></p>`}
    ${step.evidence?.length > 0 && html`<${More} title=${t('evidence.of', step.name)}>
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
    return html`<p id="live" data-state=${told.state} class="why">${told.state === 'waiting' ? t('asking') : html`${t('unknown.why')} <${Why} of=${told.why} />`}</p>`;
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
    ${view.waitsFor && html`<p class="trouble" role="alert"><strong>${view.waitsFor.step ? t('waits', view.waitsFor.step) : t('waits.paused')}</strong> <${Said}>${view.waitsFor.what}<//></p>`}
    <${Facts} rows=${[
      [t('began'), time(view.beganAt)],
      view.endedAt && [t('ended'), time(view.endedAt)],
      [t('by'), html`<${Said}>${view.by}<//>`],
      view.comment && [t('comment'), view.comment],
      ['RTO', !Number.isFinite(view.rtoSeconds) ? t('not.measured') : html`${duration(view.rtoSeconds)} <small><${Said}>${view.rtoFrom}<//></small>`],
      ['RPO', !Number.isFinite(view.rpoSeconds) ? t('not.measured') : html`${duration(view.rpoSeconds)} <small><${Said}>${view.rpoFrom}<//></small>`],
      [t('id'), html`<code>${view.id}</code>`],
    ]} />
    ${view.promoted && !OVER.has(view.state) && html`<p class="why">${t('promoted')}</p>`}
    ${!OVER.has(view.state) && html`<${Say} view=${view} token=${token} onSaid=${setSaid} onGone=${onGone} />`}
    <ol class="steps">${view.steps.map((step, index) => html`<${Step} key=${index} step=${step} />`)}</ol>
  </article>`;
}
