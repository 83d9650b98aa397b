// What is asked, and of whom. Everything goes to this service, which passes on what others have to answer.
import { useEffect, useRef, useState } from './vendor.js';
import { clock } from './format.js';

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
/** An evaluation asks everything anew, and others that ask are served before. */
export const READINESS_TIMEOUT_MS = 90_000;
const CHANGE_TIMEOUT_MS = 310_000;
/** Beyond two intervals, so that one slow answer is not yet unknown. */
const SLACK_MS = 10_000;

/** Why a question has no answer: said by a service in its own words, or else by a word of this page. */
export class NoAnswer extends Error {
  constructor(status, said, ...words) {
    super(said || words.join(' '));
    this.status = status;
    this.said = said;
    this.words = words;
  }
}

async function ask(path, options, timeoutMs) {
  let answer;
  try {
    answer = await fetch(path, { ...options, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
  } catch (failure) {
    throw new NoAnswer(0, '', failure.name === 'TimeoutError' ? 'no.answer.in.time' : 'no.answer', timeoutMs / 1000);
  }
  let body = null;
  try {
    body = await answer.json();
  } catch {
    // What is no JSON is told of below.
  }
  if (!answer.ok) {
    const said = body?.title ? [body.title, body.detail].filter((each) => each).join(': ') : '';
    throw new NoAnswer(answer.status, said, 'answer.status', answer.status);
  }
  if (body === null || typeof body !== 'object') {
    throw new NoAnswer(answer.status, '', 'answer.odd');
  }
  return body;
}

export function get(path, timeoutMs = READ_TIMEOUT_MS) {
  return ask(path, { headers: { Accept: 'application/json' } }, timeoutMs);
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

async function lookedUp(path, timeoutMs) {
  try {
    return { state: 'known', data: await get(path, timeoutMs), at: new Date() };
  } catch (failure) {
    return { state: 'unknown', why: failure, at: new Date() };
  }
}

/**
 * Asks again and again, and when the page is looked at again. What is not answered is unknown, and so is an answer
 * that is older than two intervals and some seconds, while the next one does not come.
 *
 * @returns state: 'waiting', 'known' with data, or 'unknown' with why; at; again(), which asks now; and whether that goes on
 */
export function useAnswer(path, everySeconds, timeoutMs = READ_TIMEOUT_MS) {
  const [answer, setAnswer] = useState(WAITING);
  const [asking, setAsking] = useState(false);
  const [turn, setTurn] = useState(0);
  const knownAt = useRef(0);
  useEffect(() => {
    const everyMs = everySeconds * 1000;
    const holdsMs = 2 * everyMs + SLACK_MS;
    let over = false;
    let timer;
    let aging;
    let asked = 0;
    let askedAt = 0;
    const age = () => {
      if (knownAt.current > 0 && Date.now() - knownAt.current >= holdsMs) {
        const last = knownAt.current / 1000;
        knownAt.current = 0;
        setAnswer({ state: 'unknown', why: new NoAnswer(0, '', 'answer.old', clock(last)), at: new Date() });
      }
    };
    const look = async () => {
      clearTimeout(timer);
      asked += 1;
      askedAt = Date.now();
      const mine = asked;
      const next = await lookedUp(path, timeoutMs);
      if (over || mine !== asked) {
        return;
      }
      knownAt.current = next.state === 'known' ? next.at.getTime() : 0;
      clearTimeout(aging);
      aging = setTimeout(age, holdsMs + 50);
      setAnswer(next);
      setAsking(false);
      timer = setTimeout(look, everyMs);
    };
    // Timers of a page that nobody looks at stand still, or nearly.
    const seen = () => {
      if (document.visibilityState === 'visible') {
        age();
        if (Date.now() - askedAt >= everyMs) {
          look();
        }
      }
    };
    aging = setTimeout(age, Math.max(0, knownAt.current + holdsMs - Date.now()) + 50);
    document.addEventListener('visibilitychange', seen);
    look();
    return () => {
      over = true;
      clearTimeout(timer);
      clearTimeout(aging);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [path, everySeconds, timeoutMs, turn]);
  const again = () => {
    setAsking(true);
    setTurn((last) => last + 1);
  };
  return { ...answer, again, asking };
}
