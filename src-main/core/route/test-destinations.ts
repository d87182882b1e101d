import type { ExpectedAnswer, NamedService } from '../resource/local/route-test.ts';
import type { ExplainedDestination, Explanation } from './explanation.ts';
import { isService, sayService } from './named-service.ts';
import type { RouteTest } from './route-tests.ts';
import type { Simulated } from './simulate.ts';

type Expected = NonNullable<ExpectedAnswer['destinations']>;

/** What is amiss about the services that a request may be sent to: one is missing, gets another share, or was not expected. */
export const destinationFaults = (
  { destinations }: Explanation,
  expected: Expected,
  { namespace, simulate }: RouteTest,
  got: string,
  drawn: Simulated | undefined,
): readonly string[] => {
  const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
  const left = new Set(destinations);
  const missing: string[] = [];
  // Whoever says more chooses first; what is left of a service goes to whoever names the service alone.
  for (const one of [...expected].sort((a, b) => exact(b) - exact(a))) {
    const found = [...left].filter((each) => isService(each, one, namespace));
    for (const each of found) left.delete(each);
    // A share that gets an error in place of the service never arrives.
    const arrives = found.filter(({ instead }) => instead === undefined);
    const name = sayService(one);
    const [lost] = found;
    if (arrives.length === 0) {
      missing.push(
        lost?.instead === undefined
          ? `${name} was to get it, and it is ${got}`
          : `${name} was to get it, and its share is ${lost.instead}`,
      );
      continue;
    }
    const { share } = one;
    if (share === undefined) continue;
    const weight = arrives.reduce((sum, each) => sum + each.weight, 0);
    const percent = drawn ? shareOf(drawn, arrives) : total === 0 ? 100 : tenths((weight / total) * 100);
    const tolerance = drawn ? (simulate?.tolerance ?? 0) : 0;
    if (Math.abs(tenths(share) - percent) > tolerance + 1e-9) {
      const about = tolerance > 0 ? `${share}% give or take ${tolerance}` : `${share}%`;
      missing.push(`${name} was to get ${about}, and gets ${percent}%`);
    }
  }
  const others = [...left].map((one) => `${sayService(one)} was not expected to get it, and does`);
  return missing.length > 0 ? missing : others;
};

const exact = ({ port, subset }: NamedService): number => Number(port !== undefined) + Number(subset !== undefined);

const tenths = (percent: number): number => Math.round(percent * 10) / 10;

/** What of all drawn requests these destinations got, in a hundred. */
const shareOf = ({ requests, reached }: Simulated, destinations: readonly ExplainedDestination[]): number => {
  const count = reached
    .filter((one) => destinations.some((d) => d.host === one.host && d.port === one.port && d.subset === one.subset))
    .reduce((sum, one) => sum + one.count, 0);
  return tenths((count / requests) * 100);
};

/** `one:80 or two:80 (503, no address)`. */
export const sayShares = (destinations: readonly ExplainedDestination[]): string =>
  destinations
    .map((one) => (one.instead === undefined ? sayService(one) : `${sayService(one)} (${one.instead})`))
    .join(' or ');
