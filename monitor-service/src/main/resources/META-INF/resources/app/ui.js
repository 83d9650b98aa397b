// What all panels are made of. A mark has a word beside its colour, always.
import { html, useEffect, useErrorBoundary } from './vendor.js';
import { t } from './i18n.js';
import { clock } from './format.js';

const SIGNS = { fine: '✓', warn: '!', bad: '✕', unknown: '?', going: '▶', idle: '·' };

export function Mark({ kind, children }) {
  return html`<span class=${`mark ${kind}`}><span aria-hidden="true">${SIGNS[kind] ?? ''} </span>${children}</span>`;
}

/** As services say it. */
export function Said({ children }) {
  return html`<span lang="en">${children}</span>`;
}

/** Why there is no answer: in a service's words, or in those of this page. */
export function Why({ of }) {
  return of?.said ? html`<${Said}>${of.said}<//>` : html`${t(...(of?.words ?? ['answer.odd']))}`;
}

/**
 * Shows the other thing where an answer is not as this page knows it, until the next answer comes.
 *
 * @param at when the newest answer came
 * @param instead shown meanwhile
 */
export function Guard({ at, instead, children }) {
  const [failure, mend] = useErrorBoundary((found) => console.error(found));
  useEffect(() => {
    if (failure) {
      mend();
    }
  }, [at]);
  // An element of its own for each: Preact leaves what stood where a component threw.
  return html`<div class="guard" key=${failure ? 'instead' : 'shown'}>${failure ? instead : children}</div>`;
}

/** A panel that says "unknown" where its answer is not as this page knows it. */
export function Guarded({ id, title, answer, wide, children }) {
  const unknown = { state: 'unknown', why: { words: ['answer.odd'] } };
  return html`<${Guard} at=${answer.at} instead=${html`<${Panel} id=${id} title=${title} answer=${unknown} wide=${wide} />`}>
    ${children}
  <//>`;
}

/**
 * A part of the page about one thing that was asked.
 *
 * @param answer of useAnswer; the content is shown only while it is known
 * @param always the content is shown whatever is known, as somebody may be typing there
 */
export function Panel({ id, title, answer, mark, wide, always, children }) {
  const known = answer.state === 'known';
  return html`
    <section id=${id} class=${wide ? 'panel wide' : 'panel'} aria-labelledby=${`${id}-title`} data-state=${answer.state}>
      <div class="head">
        <h2 id=${`${id}-title`}>${title}</h2>
        ${known && mark}
        ${answer.state === 'unknown' && html`<${Mark} kind="unknown">${t('unknown')}<//>`}
      </div>
      ${answer.state === 'waiting' && html`<p class="quiet">${t('asking')}</p>`}
      ${answer.state === 'unknown' && html`<p class="why">${t('unknown.why')} <${Why} of=${answer.why} /></p>`}
      ${(known || always) && children?.(answer.data)}
      ${known && answer.at && html`<p class="quiet age">${t('as.of', clock(answer.at.getTime() / 1000))}</p>`}
    </section>`;
}

/** Names and values. */
export function Facts({ rows }) {
  return html`<dl>
    ${rows
      .filter((row) => row)
      .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** May be wider than the page; then it is moved by itself, also with the keyboard. */
export function Table({ label, head, rows }) {
  return html`<div class="scroll" role="region" aria-label=${t('table.of', label)} tabindex="0">
    <table>
      <caption class="hidden">${label}</caption>
      <thead><tr>${head.map((cell) => html`<th scope="col" key=${cell}>${cell}</th>`)}</tr></thead>
      <tbody>
        ${rows.map(
          (row, index) => html`<tr key=${index}>${row.map((cell, column) =>
            column === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function List({ items }) {
  return html`<ul>${items.map((item, index) => html`<li key=${index}>${item}</li>`)}</ul>`;
}

export function More({ title, children }) {
  return html`<details><summary>${title}</summary>${children}</details>`;
}
