import { WrongUse } from './command.ts';

/** Paths first, then the request. A file may be called like a method; only a URL behind the word makes it one. */
export const splitOperands = (
  operands: readonly string[],
): { readonly paths: readonly string[]; readonly request?: { readonly method: string; readonly url: string } } => {
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
