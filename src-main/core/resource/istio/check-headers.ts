import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { HeaderOperationsSpec, HeadersSpec } from './destination.ts';

/** Names and values of header operations: H16, by X12 and X13 of reference 9.0. */
export const checkHeaders = (headers: HeadersSpec | undefined, path: Path, report: CheckReport): void => {
  checkSide(headers?.request, [...path, 'request'], true, report);
  checkSide(headers?.response, [...path, 'response'], false, report);
};

const checkSide = (
  operations: HeaderOperationsSpec | undefined,
  path: Path,
  isRequest: boolean,
  report: CheckReport,
): void => {
  if (!operations) return;
  for (const field of ['set', 'add'] as const) {
    for (const [name, value] of Object.entries(operations[field] ?? {})) {
      const at = [...path, field, name];
      const problem = nameProblem(name, isRequest);
      if (problem) report('virtual-service/header-operation', problem, at, { key: true });
      const fault = valueProblem(value);
      if (fault) report('virtual-service/header-operation', fault, at);
    }
  }
  operations.remove?.forEach((name, index) => {
    const problem = nameProblem(name, false);
    if (problem) report('virtual-service/header-operation', problem, [...path, 'remove', index]);
  });
};

/** X12. `mayAddress`: requests may get another host. */
const nameProblem = (name: string, mayAddress: boolean): string | undefined => {
  if (name === '') return 'the name of a header is empty; write one';
  const addresses = /^(?::authority|host)$/i.test(name);
  if (addresses && mayAddress) return undefined;
  if (addresses) return `"${name}" can only be set or added on requests; remove it`;
  if (name.startsWith(':')) return `"${name}" is not a header that can be changed; use "rewrite" or another name`;
  return undefined;
};

/** X13. */
const valueProblem = (value: string): string | undefined => {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return 'the value has a control character; remove it';
  }
  let rest = value;
  for (;;) {
    const at = rest.indexOf('%');
    if (at < 0) return undefined;
    const operator = /^%(?:%|[A-Z0-9_]+(?:\([^)]*\))?(?::\d+)?%)/.exec(rest.slice(at));
    if (!operator)
      return `"${value}" has a "%" that begins no operator such as "%REQ(name)%"; write "%%" for a percent sign`;
    rest = rest.slice(at + operator[0].length);
  }
};

/** H17: one place alone may say which host the service is asked for. */
export const checkAuthorities = (
  rewritten: boolean,
  headers: HeadersSpec | undefined,
  path: Path,
  report: CheckReport,
): void => {
  const places: { readonly what: string; readonly at: Path }[] = [];
  if (rewritten) places.push({ what: '"rewrite.authority"', at: [...path, 'rewrite', 'authority'] });
  for (const field of ['set', 'add'] as const) {
    for (const name of Object.keys(headers?.request?.[field] ?? {})) {
      if (/^(?::authority|host)$/i.test(name)) {
        places.push({ what: `"${field}" of "${name}"`, at: [...path, 'headers', 'request', field, name] });
      }
    }
  }
  const [first, second] = places;
  if (!first || !second) return;
  const message = `the host is replaced twice, by ${first.what} and by ${second.what}; keep one of them`;
  report('virtual-service/authority-twice', message, second.at, {
    key: true,
    related: { message: 'the other one', path: first.at },
  });
};
