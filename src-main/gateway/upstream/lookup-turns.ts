import { isIP, type LookupFunction } from 'node:net';
import type { Lookup } from './resolve.ts';

/**
 * So many names at once. The system is asked in one of node's four threads, which files need too, and a name that no resolver answers
 * for holds one for many seconds.
 */
const atOnce = 3;

type Question = {
  /** Whether somebody still waits for the answer. */
  readonly wanted: (() => boolean)[];
  readonly answer: Promise<readonly string[]>;
  readonly ask: () => void;
};

/** The same lookup, a few names at a time and each of them once: who asks for a name that is being looked up gets that answer. */
export function inTurns(lookup: Lookup): Lookup {
  const questions = new Map<string, Question>();
  const waiting: Question[] = [];
  let asking = 0;

  const next = (): void => {
    while (asking < atOnce) {
      const question = waiting.shift();
      if (!question) return;
      asking += 1;
      question.ask();
    }
  };
  const begin = (name: string): Question => {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const wanted: Question['wanted'] = [];
    const over = () => {
      asking -= 1;
      next();
    };
    const forget = () => void questions.delete(name);
    const ask = () => {
      if (wanted.some((wants) => wants())) {
        const found = lookup(name);
        found.then(forget, forget).then(over);
        return resolve(found);
      }
      // Nobody hears it, and whoever asks from now on is another question.
      forget();
      resolve([]);
      queueMicrotask(over);
    };
    return { wanted, answer: promise, ask };
  };

  return (name, wants = always) => {
    let question = questions.get(name);
    if (!question) {
      question = begin(name);
      questions.set(name, question);
      waiting.push(question);
    }
    question.wanted.push(wants);
    next();
    return question.answer;
  };
}

const always = () => true;

/** What `node:net` asks for the address of a name; `wants` is told false once the connection is given up. */
export const lookupFunction =
  (lookup: Lookup, wants: () => boolean): LookupFunction =>
  (name, { all, family }, callback) => {
    const take = (found: readonly string[]) => {
      const addresses = found
        .map((address) => ({ address, family: isIP(address) }))
        .filter((one) => !family || family === one.family || family === `IPv${one.family}`);
      const [first] = addresses;
      if (!first) return fail(Object.assign(new Error(`"${name}" has no address`), { code: 'ENOTFOUND' }));
      if (all) callback(null, addresses);
      else callback(null, first.address, first.family);
    };
    const fail = (error: unknown) => callback(error as NodeJS.ErrnoException, all ? [] : '', 0);
    lookup(name, wants).then(take, fail);
  };
