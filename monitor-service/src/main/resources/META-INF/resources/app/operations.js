// Operations: the one that goes on, live, and the beginning of another.
import { html, useState } from './vendor.js';
import { t } from './i18n.js';
import { Mark, Panel } from './ui.js';
import { Live } from './live.js';
import { Start } from './start.js';
import { SignIn } from './signin.js';

const GOING_ON = new Set(['running', 'waiting', 'cancelling']);

export function goingOn(list) {
  return list.operations.find((each) => GOING_ON.has(each.state));
}

export function Operations({ operations, token, onToken }) {
  const [followed, setFollowed] = useState('');
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
      ${id && html`<${Live} key=${id} id=${id} token=${token} onGone=${onGone} />`}
      <${SignIn} token=${token} onToken=${onToken} />
      ${!running && html`<${Start} token=${token} onGone=${onGone}
        onBegun=${(begun) => { setFollowed(begun); operations.again(); }} />`}`}
  <//>`;
}
