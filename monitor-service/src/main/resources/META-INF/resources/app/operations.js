// Operations: the one that goes on, live, and the beginning of another.
import { html, useEffect, useRef, useState } from './vendor.js';
import { t } from './i18n.js';
import { Guard, Mark, Panel } from './ui.js';
import { Live } from './live.js';
import { Start } from './start.js';
import { SignIn } from './signin.js';

const GOING_ON = new Set(['running', 'waiting', 'cancelling']);

export function goingOn(list) {
  return list.operations.find((each) => GOING_ON.has(each.state));
}

export function Operations({ operations, token, onToken }) {
  const [followed, setFollowed] = useState('');
  const [begun, setBegun] = useState('');
  const place = useRef(null);
  // What was clicked is gone when an operation has begun: who reads on does so where it is told.
  useEffect(() => {
    if (begun) {
      place.current?.focus();
    }
  }, [begun]);
  const running = operations.state === 'known' ? goingOn(operations.data) : undefined;
  // One that was followed stays when it has ended, so that its end can be read.
  const id = running?.id ?? followed;
  if (running && running.id !== followed) {
    setFollowed(running.id);
  }
  const mark = running
    ? html`<${Mark} kind=${running.state === 'waiting' ? 'bad' : 'going'}>${t('goes.on')}<//>`
    : html`<${Mark} kind="idle">${t('none.goes.on')}<//>`;
  const onGone = () => onToken('');
  return html`<${Panel} id="operations" title=${t('panel.operations')} answer=${operations} mark=${mark} wide always>
    ${() => html`
      ${id && html`<div role="group" tabindex="-1" ref=${place} aria-label=${t('followed')}>
        <${Guard} at=${operations.at} instead=${html`<p id="live" data-state="unknown" class="why">${t('unknown.why')} ${t('answer.odd')}</p>`}>
          <${Live} key=${id} id=${id} token=${token} onGone=${onGone} /><//>
      </div>`}
      <${SignIn} token=${token} onToken=${onToken} />
      ${!running && html`<${Start} token=${token} onGone=${onGone}
        onBegun=${(now) => { setFollowed(now); setBegun(now); operations.again(); }} />`}`}
  <//>`;
}
