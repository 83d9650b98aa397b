// Words of the page in the reader's language. What services say is shown as they say it, in English.
import en from './en.js';
import zh from './zh.js';

const LANGUAGES = { en, zh };
const TAGS = { en: 'en', zh: 'zh-CN' };
let current = 'en';

export function language() {
  return current;
}

/** The one that was chosen before, else the browser's. */
export function firstLanguage() {
  const chosen = remembered('understudy-language');
  const wanted = chosen ?? navigator.language ?? 'en';
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function speak(wanted) {
  current = LANGUAGES[wanted] ? wanted : 'en';
  document.documentElement.lang = TAGS[current];
}

/** Words by their name; {0}, {1} … stand for what goes in. A word that is missing shows as its name. */
export function t(name, ...values) {
  const text = LANGUAGES[current][name] ?? en[name] ?? name;
  return text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? ''));
}

/** The same for a word of the services, which may be newer than this page. */
export function word(group, value) {
  return wordOrElse(group, value, String(value ?? t('unknown')));
}

export function wordOrElse(group, value, otherwise) {
  return LANGUAGES[current][`${group}.${value}`] ?? en[`${group}.${value}`] ?? otherwise;
}

/** What a step does; nothing where its name says it already. */
export function typeWord(step) {
  return current === 'en' && step.name === step.type ? '' : word('type', step.type);
}

/** Settings of the page's looks; nothing else is ever kept in the browser. */
export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing: it is asked for again next time.
  }
}
