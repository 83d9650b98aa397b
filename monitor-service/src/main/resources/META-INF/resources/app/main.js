// The page: what is asked how often, and where it is shown.
import { html, render, useState } from './vendor.js';
import { PATHS, useAnswer } from './api.js';
import { firstLanguage, remember, remembered, speak, t } from './i18n.js';
import { Headline } from './headline.js';
import { Sites } from './sites.js';
import { Mirror } from './mirror.js';
import { LagHistory } from './lag.js';
import { Checks } from './checks.js';
import { Drift } from './drift.js';
import { Readiness } from './readiness.js';
import { Operations } from './operations.js';
import { History } from './history.js';

const THEMES = ['auto', 'light', 'dark'];

function apply(theme) {
  if (theme === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}

function Choice({ label, value, options, onChoose }) {
  return html`<label>${label}
    <select value=${value} onChange=${(event) => onChoose(event.target.value)}>
      ${options.map(([name, text, lang]) => html`<option key=${name} value=${name} lang=${lang} selected=${name === value}>${text}</option>`)}
    </select>
  </label>`;
}

function Page() {
  const [lang, setLang] = useState(firstLanguage);
  const [theme, setTheme] = useState(() => {
    const last = remembered('understudy-theme');
    return THEMES.includes(last) ? last : 'auto';
  });
  // In memory alone, and gone with the page.
  const [token, setToken] = useState('');
  const status = useAnswer(PATHS.status, 5);
  const role = useAnswer(PATHS.role, 10);
  const lag = useAnswer(PATHS.lag, 10);
  const checks = useAnswer(PATHS.checks, 15);
  const drift = useAnswer(PATHS.drift, 15);
  const readiness = useAnswer(PATHS.readiness, 60);
  const operations = useAnswer(PATHS.operations, 5);
  speak(lang);
  apply(theme);
  const all = { status, role, checks, readiness, operations };
  return html`
    <a class="skip" href="#main">${t('skip')}</a>
    <header>
      <h1>Understudy</h1>
      <p class="link">${status.state === 'known' ? t('link', status.data.link) : ''}</p>
      <div class="choices">
        <${Choice} label=${t('language')} value=${lang} options=${[['en', 'English', 'en'], ['zh', '中文', 'zh-CN']]}
          onChoose=${(next) => { remember('understudy-language', next); setLang(next); }} />
        <${Choice} label=${t('theme')} value=${theme} options=${THEMES.map((name) => [name, t(`theme.${name}`)])}
          onChoose=${(next) => { remember('understudy-theme', next); setTheme(next); }} />
      </div>
    </header>
    <main id="main" tabindex="-1">
      <${Headline} ...${all} />
      <div class="panels">
        <${Sites} role=${role} status=${status} />
        <${Mirror} status=${status} />
        <${LagHistory} lag=${lag} theme=${theme} lang=${lang} />
        <${Drift} drift=${drift} />
        <${Operations} operations=${operations} token=${token} onToken=${setToken} />
        <${Readiness} readiness=${readiness} />
        <${Checks} checks=${checks} />
        <${History} operations=${operations} />
      </div>
    </main>
    <footer><p>${t('footer')}</p></footer>`;
}

speak(firstLanguage());
render(html`<${Page} />`, document.getElementById('page'));
