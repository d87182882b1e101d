import { readFile } from 'node:fs/promises';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import { WrongUse } from './command.ts';
import type { Terminal } from './terminal.ts';

/** The lines of a file of requests, without empty ones at its end. `-` is standard input. Throws `WrongUse` when it cannot be read. */
export const readRequestLines = async (file: string, terminal: Terminal): Promise<readonly string[]> => {
  let text: string;
  try {
    text = file === '-' ? await terminal.readInput() : await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new WrongUse(`the requests in "${file}" cannot be read (${code ?? String(error)})`);
  }
  return text.replace(/^\ufeff/, '').trimEnd() === ''
    ? []
    : text
        .replace(/^\ufeff/, '')
        .trimEnd()
        .split(/\r?\n/);
};

type ReadLine = { readonly ok: true; readonly value: WrittenRequest } | { readonly ok: false; readonly reason: string };

/** One line of JSON as a request. Headers may be an object, whose values may be lists, or a list of pairs. */
export const readRequestLine = (line: string): ReadLine => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, reason: 'is not JSON' };
  }
  if (!isRecord(value)) return { ok: false, reason: 'is not a JSON object' };
  const { method = 'GET', url, headers = {} } = value;
  if (typeof url !== 'string') return { ok: false, reason: 'has no "url"' };
  if (typeof method !== 'string' || method === '') return { ok: false, reason: 'has a "method" that is no text' };
  const pairs = Array.isArray(headers) ? pairsOfList(headers) : isRecord(headers) ? pairsOfRecord(headers) : undefined;
  if (pairs === undefined) return { ok: false, reason: 'has "headers" that are neither an object nor a list of pairs' };
  return { ok: true, value: { method, url, headers: pairs } };
};

type Pairs = WrittenRequest['headers'];

const pairsOfList = (list: readonly unknown[]): Pairs | undefined => {
  const pairs = list.flatMap((item): Pairs => {
    if (!Array.isArray(item) || item.length !== 2) return [];
    const [name, value] = item as readonly unknown[];
    return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
  });
  return pairs.length === list.length ? pairs : undefined;
};

const pairsOfRecord = (record: Readonly<Record<string, unknown>>): Pairs | undefined => {
  const pairs = Object.entries(record).flatMap(([name, value]): (readonly [string, unknown])[] =>
    Array.isArray(value) ? value.map((one) => [name, one] as const) : [[name, value]],
  );
  const texts = pairs.flatMap(
    ([name, value]): Pairs => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []),
  );
  return texts.length === pairs.length ? texts : undefined;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
