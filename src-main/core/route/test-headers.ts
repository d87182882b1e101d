import { applyHeaderOperations } from '../action/header-operations.ts';
import type { OperatorValue } from '../action/operators.ts';
import { headerValue } from '../match/header-value.ts';
import type { Decision, Forward } from './decision.ts';
import type { RouteTest } from './route-tests.ts';
import type { HeaderOperations } from './table.ts';

/** What is amiss about the header lines of the request as the service sees it, and of the answer as the rule leaves it. */
export const headerFaults = (
  decision: Decision,
  forwarded: Forward | undefined,
  { expect, request }: RouteTest,
  got: string,
): readonly string[] => {
  const { requestHeaders = {}, withoutRequestHeaders = [], responseHeaders = {}, withoutResponseHeaders = [] } = expect;
  const faults: string[] = [];
  const evaluate = valuesOf(decision, request.method);
  if (Object.keys(requestHeaders).length > 0 || withoutRequestHeaders.length > 0) {
    if (forwarded === undefined) faults.push(`the service was to see header lines, and there is none: it is ${got}`);
    else {
      const lines = request.headers.flatMap(([name, value]) => (name.toLowerCase() === 'host' ? [] : [name, value]));
      const seen = applyHeaderOperations(lines, forwarded.destination.requestHeaders, evaluate);
      for (const [name, wanted] of Object.entries(requestHeaders)) {
        const value = headerValue(seen, name.toLowerCase());
        if (value !== wanted)
          faults.push(`the service was to see "${name}: ${wanted}", and sees ${sayValue(name, value)}`);
      }
      for (const name of withoutRequestHeaders) {
        const value = headerValue(seen, name.toLowerCase());
        if (value !== undefined) faults.push(`the service was to see no "${name}", and sees ${sayValue(name, value)}`);
      }
    }
  }
  const operations = responseOperations(decision, forwarded);
  const written = applyHeaderOperations([], operations, evaluate);
  for (const [name, wanted] of Object.entries(responseHeaders)) {
    const value = headerValue(written, name.toLowerCase());
    if (value !== wanted)
      faults.push(`the answer was to have "${name}: ${wanted}", and the rule writes ${sayValue(name, value)}`);
  }
  for (const name of withoutResponseHeaders) {
    // A service may send anything: only a line that has been taken out is surely not there.
    const left = applyHeaderOperations([name, 'x'], operations, evaluate);
    if (headerValue(left, name.toLowerCase()) !== undefined)
      faults.push(`"${name}" was to be taken out of the answer, and is not`);
  }
  return faults;
};

const sayValue = (name: string, value: string | undefined): string =>
  value === undefined ? 'none' : `"${name}: ${value}"`;

const responseOperations = (decision: Decision, forwarded: Forward | undefined): readonly HeaderOperations[] => {
  if (forwarded) return forwarded.destination.responseHeaders;
  return decision.outcome === 'redirect' || decision.outcome === 'respond' ? decision.responseHeaders : [];
};

/** What operators tell without anything being sent; of what is known only on the wire (addresses, times) nothing is left. */
const valuesOf =
  (decision: Decision, method: string): OperatorValue =>
  (name, argument = '', lines) => {
    if (name === 'ROUTE_NAME') return decision.outcome === 'reject' ? undefined : decision.route.name;
    if (name !== 'REQ') return undefined;
    for (const header of argument.split('?')) {
      const key = header.toLowerCase();
      const value = key === ':method' ? method : key === ':path' ? decision.path : headerValue(lines, key);
      if (value !== undefined) return value;
    }
    return undefined;
  };
