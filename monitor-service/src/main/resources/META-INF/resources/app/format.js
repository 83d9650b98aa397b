// Times, numbers and durations, exact and alike everywhere. All times are UTC, as in logs and journals.
import { language, t } from './i18n.js';

export function number(value) {
  return Number.isFinite(value) ? new Intl.NumberFormat(language()).format(value) : t('unknown');
}

/** 2026-01-02 03:04:05 UTC. */
export function time(text) {
  const at = text ? new Date(text) : null;
  if (!at || Number.isNaN(at.getTime())) {
    return t('unknown');
  }
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function clock(seconds) {
  return `${new Date(seconds * 1000).toISOString().slice(11, 19)}`;
}

/** 0.4 s, 12 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) {
    return t('unknown');
  }
  if (seconds < 10) {
    return `${Math.round(seconds * 10) / 10} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How long ago; of the browser's clock, so only to be read beside the time itself. */
export function ago(text) {
  const seconds = (Date.now() - new Date(text).getTime()) / 1000;
  return Number.isFinite(seconds) ? t('ago', duration(Math.max(0, seconds))) : '';
}
