import { isCurl, type Pasted, parseCurl } from './parse-curl.ts';

/** A text that stands for a whole request: a curl command, or the head of an HTTP/1 request. Undefined for anything else, such as a URL. */
export const parsePasted = (text: string): Pasted | undefined => {
  if (isCurl(text)) return parseCurl(text);
  const [first = '', ...lines] = text.trim().split(/\r?\n/);
  const line = /^([A-Z]+) (\S+) HTTP\/[0-9.]+$/.exec(first.trim());
  return line ? parseHead(line[1] ?? 'GET', line[2] ?? '/', lines) : undefined;
};

const parseHead = (method: string, target: string, lines: readonly string[]): Pasted => {
  const end = lines.findIndex((line) => line.trim() === '');
  const head = end === -1 ? lines : lines.slice(0, end);
  const body = end === -1 ? '' : lines.slice(end + 1).join('\n');
  const notes: string[] = [];
  const all = head.flatMap((line): (readonly [string, string])[] => {
    const [, name, value] = /^([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      notes.push(`line "${line}" cannot be read and is left out`);
      return [];
    }
    return [[name, value]];
  });
  const host = all.find(([name]) => name.toLowerCase() === 'host')?.[1];
  if (target.startsWith('/') && host === undefined)
    return { ok: false, reason: 'this request has no Host header; add one' };
  const url = target.startsWith('/') ? `http://${host}${target}` : target;
  const headers = all.filter(([name]) => !['host', 'content-length', 'connection'].includes(name.toLowerCase()));
  return { ok: true, request: { method, url, headers, ...(body !== '' && { body }) }, notes };
};
