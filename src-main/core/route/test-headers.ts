import { applyHeaderOperations } from '../action/header-operations.ts';
import type { OperatorValue } from '../action/operators.ts';
import { headerValue } from '../match/header-value.ts';
import type { Decision, Forward } from './decision.ts';
import type { HeaderLines } from './facts.ts';
import type { WrittenRequest } from './request-facts.ts';
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
  if (Object.keys(requestHeaders).length > 0 || withoutRequestHeaders.length > 0) {
    if (forwarded === undefined) faults.push(`the service was to see header lines, and there is none: it is ${got}`);
    else {
      const seen = seenLines(forwarded, request);
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
  const written = writtenLines(decision, forwarded, request);
  for (const [name, wanted] of Object.entries(responseHeaders)) {
    const value = headerValue(written, name.toLowerCase());
    if (value !== wanted)
      faults.push(`the answer was to have "${name}: ${wanted}", and the rule writes ${sayValue(name, value)}`);
  }
  for (const name of withoutResponseHeaders) {
    if (!isTakenOut(decision, forwarded, request, name))
      faults.push(`"${name}" was to be taken out of the answer, and is not`);
  }
  return faults;
};

/** The header lines of the request as the service sees them: those of the client, changed by the rule. */
export const seenLines = (forwarded: Forward, { headers, method }: WrittenRequest): HeaderLines => {
  const lines = headers.flatMap(([name, value]) => (name.toLowerCase() === 'host' ? [] : [name, value]));
  return applyHeaderOperations(lines, forwarded.destination.requestHeaders, valuesOf(forwarded, method));
};

/** The header lines that the rule writes into an answer. */
export const writtenLines = (
  decision: Decision,
  forwarded: Forward | undefined,
  { method }: WrittenRequest,
): HeaderLines => applyHeaderOperations([], responseOperations(decision, forwarded), valuesOf(decision, method));

/** Whether the rule takes a header line out of any answer. A service may send anything: else it may be there. */
export const isTakenOut = (
  decision: Decision,
  forwarded: Forward | undefined,
  { method }: WrittenRequest,
  name: string,
): boolean => {
  const operations = responseOperations(decision, forwarded);
  const left = applyHeaderOperations([name, 'x'], operations, valuesOf(decision, method));
  return headerValue(left, name.toLowerCase()) === undefined;
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
