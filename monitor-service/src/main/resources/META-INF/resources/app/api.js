// What is asked, and of whom. Everything goes to this service, which passes on what others have to answer.
import { useEffect, useState } from './vendor.js';

export const FAILOVER = '/api/v1/failover-service';
const SYNC = '/api/v1/sync-service';

export const PATHS = {
  status: `${SYNC}/status`,
  drift: `${SYNC}/drift`,
  role: `${FAILOVER}/role`,
  operations: `${FAILOVER}/operations`,
  lag: '/api/v1/lag',
  checks: '/api/v1/checks?limit=10',
  readiness: '/api/v1/readiness',
};

const READ_TIMEOUT_MS = 30_000;
const CHANGE_TIMEOUT_MS = 310_000;

/** Why a question has no answer, in the service's own words where it gave some. */
export class NoAnswer extends Error {
  constructor(status, title, detail) {
    super(detail ? `${title}: ${detail}` : title);
    this.status = status;
  }
}

async function ask(path, options, timeoutMs) {
  let answer;
  try {
    answer = await fetch(path, { ...options, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
  } catch (failure) {
    throw new NoAnswer(0, 'monitor-service', failure.name === 'TimeoutError' ? 'timeout' : 'no answer');
  }
  let body = null;
  try {
    body = await answer.json();
  } catch {
    if (answer.ok) {
      throw new NoAnswer(answer.status, 'no JSON', String(answer.status));
    }
  }
  if (!answer.ok) {
    throw new NoAnswer(answer.status, body?.title ?? `HTTP ${answer.status}`, body?.detail);
  }
  return body;
}

export function get(path) {
  return ask(path, { headers: { Accept: 'application/json' } }, READ_TIMEOUT_MS);
}

/** With the caller's own token, which nothing else here keeps or sends. */
export function post(path, token, body, headers = {}) {
  const options = {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify(body),
  };
  return ask(path, options, CHANGE_TIMEOUT_MS);
}

/** Random, also where the page comes by plain HTTP and the browser has no randomUUID. */
export function onceKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const WAITING = { state: 'waiting' };

/**
 * Asks again and again. What is not answered is unknown at once: an old answer is not shown as if it still held.
 *
 * @returns state: 'waiting', 'known' with data, or 'unknown' with why; and again(), which asks now
 */
export function useAnswer(path, everySeconds) {
  const [answer, setAnswer] = useState(WAITING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    let timer;
    const look = async () => {
      let next;
      try {
        next = { state: 'known', data: await get(path), at: new Date() };
      } catch (failure) {
        next = { state: 'unknown', why: failure.message, at: new Date() };
      }
      if (!over) {
        setAnswer(next);
        timer = setTimeout(look, everySeconds * 1000);
      }
    };
    look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [path, everySeconds, turn]);
  return { ...answer, again: () => setTurn((last) => last + 1) };
}
