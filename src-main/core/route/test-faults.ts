import type { ExpectedAnswer } from '../resource/local/route-test.ts';
import type { Decision } from './decision.ts';
import type { Explanation } from './explanation.ts';
import { isService, sayService } from './named-service.ts';
import type { RouteTest } from './route-tests.ts';
import { type Simulated, saySimulated } from './simulate.ts';
import type { Origin } from './table.ts';
import { destinationFaults, sayShares } from './test-destinations.ts';
import { headerFaults } from './test-headers.ts';
import { policyFaults } from './test-policies.ts';

/** One sentence for each expectation of the test that was not met. */
export const faultsOf = (
  explanation: Explanation,
  test: RouteTest,
  simulated: Simulated | undefined,
): readonly string[] => {
  const { decision, connection } = explanation;
  const { expect, namespace, branch } = test;
  const { matched, route, destinations, notDestinations = [], path, authority } = expect;
  const got = sayDecision(explanation);
  // Whatever is expected: a test that asks nothing holds nothing.
  if (decision.outcome === 'reject' && decision.details === 'invalid_url')
    return [`"${test.request.url}" cannot be asked; write it as in "http://shop.test/cart"`];
  const goesOn = decision.outcome === 'forward' ? answerOf(decision) === undefined : connection !== undefined;
  const forwarded = decision.outcome === 'forward' && goesOn ? decision : undefined;
  const faults: string[] = [];
  const taken = decision.outcome !== 'reject' || connection !== undefined;
  if (matched !== undefined && matched !== taken) {
    faults.push(matched ? `no route takes it: ${got}` : `a route takes it: ${got}`);
  }
  if (route !== undefined && !isRoute(explanation, route)) {
    faults.push(`"${route}" was to decide, and ${sayRule(decision)} does`);
  }
  if (branch !== undefined && forwarded !== undefined && !isService(forwarded.destination, branch, namespace)) {
    faults.push(`${sayService(branch)} was to be looked at, and it is no destination: ${got}`);
  }
  if (destinations !== undefined) {
    const found = goesOn
      ? destinationFaults(explanation, destinations, test, got, simulated)
      : [`it was to be forwarded, and is ${got}`];
    const drawn = simulated && found.length > 0 ? [saySimulated(simulated)] : [];
    faults.push(...found, ...drawn);
  }
  for (const one of goesOn ? notDestinations : []) {
    const found = explanation.destinations.find(
      (each) => each.instead === undefined && isService(each, one, namespace),
    );
    if (found) faults.push(`${sayService(one)} was to get none of it, and it is ${got}`);
  }
  const none = (seen: string) => (forwarded ? `sees "${seen}"` : `there is none: ${got}`);
  if (path !== undefined && forwarded?.upstreamPath !== path) {
    faults.push(`the service was to see the path "${path}", and ${none(forwarded?.upstreamPath ?? '')}`);
  }
  if (authority !== undefined && forwarded?.upstreamAuthority !== authority) {
    faults.push(`the service was to see the host "${authority}", and ${none(forwarded?.upstreamAuthority ?? '')}`);
  }
  faults.push(
    ...headerFaults(decision, forwarded, test, got),
    ...policyFaults(decision, forwarded, test, got),
    ...answerFaults(explanation, expect, got),
  );
  return faults;
};

const answerFaults = (
  explanation: Explanation,
  { status, location, redirect, body }: ExpectedAnswer,
  got: string,
): readonly string[] => {
  const { decision } = explanation;
  const faults: string[] = [];
  if (status !== undefined && statusOf(explanation) !== status)
    faults.push(`${status} was to be answered, and it is ${got}`);
  const leads = decision.outcome === 'redirect' || decision.outcome === 'reject' ? decision.location : undefined;
  const gone = (wanted: string, part?: string) =>
    `it was to be redirected to ${wanted}, and ${leads === undefined ? `is ${got}` : `is to "${part ?? leads}"`}`;
  if (location !== undefined && leads !== location) faults.push(gone(`"${location}"`));
  if (redirect !== undefined) {
    const parts = leads === undefined ? undefined : partsOf(leads, explanation.request);
    const withQuery = redirect.path?.includes('?') === true;
    const found = { ...parts, path: withQuery ? parts?.path : parts?.path.replace(/\?.*$/s, '') };
    for (const key of ['scheme', 'host', 'path'] as const) {
      const wanted = redirect[key];
      if (wanted !== undefined && found[key] !== wanted) faults.push(gone(`the ${key} "${wanted}"`, found[key]));
    }
    if (redirect.status !== undefined && (leads === undefined || statusOf(explanation) !== redirect.status))
      faults.push(`it was to be redirected with ${redirect.status}, and is ${got}`);
    if (leads === undefined && faults.length === 0) faults.push(gone('somewhere'));
  }
  if (body !== undefined) {
    const said = decision.outcome === 'respond' && decision.body ? bodyText(decision.body) : '';
    if (said !== body) faults.push(`the body was to be "${body}", and is "${said}": ${got}`);
  }
  return faults;
};

export const bodyText = (body: { readonly text: string } | { readonly base64: string }): string =>
  'text' in body ? body.text : body.base64;

/** Where a `location` leads; what it leaves out is as in the request (RFC 9110 section 10.2.2). */
export const partsOf = (location: string, request: Explanation['request']) => {
  const [, scheme = request.scheme, host = request.authority, path = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/([^/?#]*))?(.*)$/is.exec(location) ?? [];
  return { scheme, host, path: path === '' ? '/' : path };
};

type Abort = { readonly status: number; readonly words: string };

/** What every request gets of the gateway before any service is asked: a fault without chance, or the answer to a preflight request. */
const answerOf = ({ fault, cors }: Extract<Decision, { outcome: 'forward' }>): Abort | undefined => {
  if (fault?.abort)
    return { status: 'status' in fault.abort ? fault.abort.status : 200, words: 'by a fault (fault_filter_abort)' };
  return cors?.is === 'preflight' ? { status: 200, words: 'by the CORS policy (cors_response)' } : undefined;
};

/** What the gateway answers by itself; a service that nobody answers for is 503. */
export const statusOf = ({ decision, destinations }: Explanation): number | undefined => {
  if (decision.outcome !== 'forward') {
    return decision.outcome !== 'reject' && decision.cors?.is === 'preflight' ? 200 : decision.status;
  }
  const answer = answerOf(decision);
  if (answer) return answer.status;
  // Shares that are answered in other ways have no one status.
  return destinations.every(
    ({ known, addresses, instead }) => instead === undefined && (!known || addresses.length === 0),
  )
    ? 503
    : undefined;
};

/** Whether `wanted` names the rule that decides: by its name, or by its place, which may be that of the whole resource or entry. */
export const isRoute = ({ decision, connection }: Explanation, wanted: string): boolean => {
  const route = decision.outcome === 'reject' ? undefined : decision.route;
  if (route !== undefined && route.name !== '' && route.name === wanted) return true;
  // Of a delegate the rule that delegates is right, too.
  return [route?.origin, route?.via, connection?.origin].some((one) => one !== undefined && isPlace(one, wanted));
};

/** Whether the place, as in "VirtualService default/shop http[0]", is that of the rule or of what it is in. */
export const isPlace = (origin: Origin, wanted: string): boolean => {
  const written = wanted.replace(/ spec\./, ' ');
  const place = sayOrigin(origin);
  return place === written || place.startsWith(`${written}.`) || place.startsWith(`${written} `);
};

export const sayOrigin = ({ kind, namespace, name, path }: Origin): string =>
  `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;

const sayRule = (decision: Decision): string =>
  decision.outcome === 'reject' ? 'no rule' : `"${sayOrigin(decision.route.origin)}"`;

/** What becomes of a request, in words that go on from "it is". */
export const sayDecision = ({ decision, destinations, connection }: Explanation): string => {
  if (connection !== undefined) return `sent on as it is to ${destinations.map(sayService).join(' or ')}`;
  switch (decision.outcome) {
    case 'forward': {
      const answer = answerOf(decision);
      return answer ? `answered with ${answer.status} ${answer.words}` : `forwarded to ${sayShares(destinations)}`;
    }
    case 'redirect':
      return `redirected with ${decision.status} to "${decision.location}"`;
    case 'respond':
      return `answered with ${decision.status} by a rule`;
    case 'reject':
      return decision.status === 0
        ? `refused (${decision.details})`
        : `answered with ${decision.status} (${decision.details})`;
  }
};
