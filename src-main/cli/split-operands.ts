import { isCurl, parseCurl } from '#core/route/paste/parse-curl.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import { WrongUse } from './command.ts';

export type Operands = {
  readonly paths: readonly string[];
  readonly request?: { readonly method: string; readonly url: string };
  /** Of a curl command; `notes` say what of it has been left out. */
  readonly headers?: WrittenRequest['headers'];
  readonly notes?: readonly string[];
  readonly from?: 'mesh';
};

/** Paths first, then the request or a curl command. A file may be called like a method; only a URL behind the word makes it one. */
export const splitOperands = (operands: readonly string[]): Operands => {
  const curl = operands.findIndex(isCurl);
  if (curl !== -1) {
    const rest = operands[curl + 1];
    if (rest !== undefined)
      throw new WrongUse(`"${rest}" comes after the curl command; put the command in quotes, behind all files`);
    const pasted = parseCurl(operands[curl] ?? '');
    if (!pasted.ok) throw new WrongUse(pasted.reason);
    const { method, url, headers, from } = pasted.request;
    return {
      paths: operands.slice(0, curl),
      request: { method, url },
      headers,
      notes: pasted.notes,
      ...(from && { from }),
    };
  }
  const at = operands.findIndex(
    (word, i) =>
      /^[A-Z][A-Z0-9!#$%&'*+.^_`|~-]*$/.test(word) && /^(https?|wss?|tcp|tls):\/\//i.test(operands[i + 1] ?? ''),
  );
  if (at === -1) return { paths: operands };
  const [method = '', url = '', ...rest] = operands.slice(at);
  if (rest.length > 0) throw new WrongUse(`"${rest[0]}" comes after the URL; files and folders come before the method`);
  return { paths: operands.slice(0, at), request: { method, url } };
};

/** `name: value` as curl takes it; `name:` and `name;` send it empty. */
export const readHeader = (written: string): readonly [string, string] => {
  const [, name, value = ''] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*[:;](.*)$/s.exec(written) ?? [];
  if (name === undefined || /[\r\n\0]/.test(value)) {
    throw new WrongUse(`header ${JSON.stringify(written)} cannot be sent; write it as 'name: value'`);
  }
  return [name, value.trim()];
};
