// The page: what is asked how often, and where it is shown.
import { html, render, useState } from './vendor.js';
import { PATHS, READINESS_TIMEOUT_MS, useAnswer } from './api.js';
import { Guard, Guarded } from './ui.js';
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
  const readiness = useAnswer(PATHS.readiness, 60, READINESS_TIMEOUT_MS);
  const operations = useAnswer(PATHS.operations, 5);
  speak(lang);
  apply(theme);
  const all = { status, role, checks, drift, readiness, operations };
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
        <${Guarded} id="sites" title=${t('panel.sites')} answer=${role}><${Sites} role=${role} /><//>
        <${Guarded} id="mirror" title=${t('panel.mirror')} answer=${status}><${Mirror} status=${status} /><//>
        <${Guarded} id="lag-history" title=${t('panel.lag')} answer=${lag}><${LagHistory} lag=${lag} theme=${theme} lang=${lang} /><//>
        <${Guarded} id="drift" title=${t('panel.drift')} answer=${drift}><${Drift} drift=${drift} /><//>
        <${Guarded} id="operations" title=${t('panel.operations')} answer=${operations} wide><${Operations} operations=${operations} token=${token} onToken=${setToken} /><//>
        <${Guarded} id="readiness" title=${t('panel.readiness')} answer=${readiness} wide><${Readiness} readiness=${readiness} /><//>
        <${Guarded} id="checks" title=${t('panel.checks')} answer=${checks} wide><${Checks} checks=${checks} /><//>
        <${Guarded} id="history" title=${t('panel.history')} answer=${operations} wide><${History} operations=${operations} /><//>
      </div>
    </main>
    <footer><p>${t('footer')}</p></footer>`;
}

speak(firstLanguage());
render(html`<${Guard} instead=${html`<p class="trouble">${t('page.broken')}</p>`}><${Page} /><//>`, document.getElementById('page'));
