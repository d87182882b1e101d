import { headerValues } from '../raw-client.ts';
import type { Answer } from './client.ts';
import type { Echoed } from './pod.ts';
import { knownExpectations, type SuiteCase, type SuiteExpect } from './suite.ts';

export type JudgeWorld = {
  /** Whether the certificate of a gateway is one that this test made. */
  readonly knowsCertificate: (fingerprint: string) => boolean;
  /** The fingerprint of the certificate in a Secret of the test, by the name that cases give it. */
  readonly fingerprintOf: (client: string) => string | undefined;
  /** A path as the case writes it, with the marks of this one request. */
  readonly marked: (path: string) => string;
  readonly port: number;
};

/** How one answer differs from what a case expects; empty: not at all. Shares and copies are judged over many answers elsewhere. */
export function judgeAnswer({ expect, request }: SuiteCase, answer: Answer, world: JudgeWorld): readonly string[] {
  const unknown = Object.keys(expect).filter((member) => !knownExpectations.has(member));
  if (unknown.length > 0) return unknown.map((member) => `cannot judge: "${member}" is not known here`);
  if (expect.connection !== undefined) {
    return answer.is === 'failed' ? [] : [`expected the connection to be ${expect.connection}, got ${say(answer)}`];
  }
  if (answer.is === 'failed') return [`expected ${sayExpected(expect)}, but the connection failed: ${answer.reason}`];
  if (answer.is === 'frames') {
    const same = answer.same ? [] : ['the frames that came back are others'];
    return [...same, ...judgeEcho(expect, answer.echoed, world, answer)];
  }
  if (answer.is === 'echoed' && request.dnsQuery) {
    const isAnswer = answer.bytes.length >= 12 && (answer.bytes.readUInt8(2) & 0x80) !== 0;
    return isAnswer ? [] : ['what came back is no answer of DNS'];
  }
  const shown = 'shown' in answer ? answer.shown : undefined;
  return [
    ...(shown !== undefined && !expect.backendSeesTLS && !world.knowsCertificate(shown)
      ? ['the certificate that was shown is none of the Secrets of this test']
      : []),
    ...judgeStatus(expect, answer),
    ...(answer.is === 'response' ? judgeHead(expect, answer, world) : []),
    ...judgeEcho(expect, answer.echoed, world, answer),
  ];
}

const say = (answer: Answer): string =>
  answer.is === 'response'
    ? `status ${answer.status}${answer.echoed ? ` of ${answer.echoed.pod}` : ''}`
    : answer.is === 'grpc'
      ? `gRPC ${answer.code} ${answer.details}`
      : answer.is === 'failed'
        ? `a failure (${answer.reason})`
        : `an answer of ${answer.is === 'echoed' ? (answer.echoed?.pod ?? 'somebody') : 'frames'}`;

const sayExpected = ({ status, statusAnyOf, grpcCode, backend }: SuiteExpect): string =>
  String(status ?? statusAnyOf?.join(' or ') ?? grpcCode ?? backend ?? 'an answer');

/** `Unimplemented` and `UNIMPLEMENTED` are the same code. */
const sameCode = (a: string, b: string): boolean =>
  a.replaceAll('_', '').toLowerCase() === b.replaceAll('_', '').toLowerCase();

function judgeStatus(expect: SuiteExpect, answer: Exclude<Answer, { readonly is: 'failed' | 'frames' }>) {
  const { status, statusAnyOf, statusNot, timeoutLike, grpcCode, grpcCodeNot } = expect;
  if (answer.is === 'response') {
    const allowed = timeoutLike ? [408, 504] : (statusAnyOf ?? (status === undefined ? undefined : [status]));
    if (allowed && !allowed.includes(answer.status))
      return [`expected status ${allowed.join(' or ')}, got ${say(answer)}`];
    if (statusNot === answer.status) return [`got status ${statusNot}, which must not be`];
  }
  if (answer.is === 'grpc') {
    if (grpcCode !== undefined && !sameCode(grpcCode, answer.code)) return [`expected ${grpcCode}, got ${say(answer)}`];
    if (grpcCodeNot !== undefined && sameCode(grpcCodeNot, answer.code))
      return [`got ${answer.code}, which must not be`];
  }
  return [];
}

function judgeHead(
  { responseHeaders: wanted, location, answeredByGateway }: SuiteExpect,
  answer: Extract<Answer, { readonly is: 'response' }>,
  { port }: JudgeWorld,
): readonly string[] {
  const { headers } = answer;
  const headerOf = (name: string) => headerValues(headers, name).join(',');
  const even = (text: string) => (wanted?.ignoreWhitespace ? text.replaceAll(/\s/g, '') : text);
  const same = (name: string, values: readonly string[]) =>
    values.some((one) => even(one) === even(headerOf(name)))
      ? []
      : [`response header ${name} is "${headerOf(name)}" in place of ${values.map((v) => `"${v}"`).join(' or ')}`];
  const differences = [
    ...Object.entries(wanted?.set ?? {}).flatMap(([name, value]) => same(name, [value])),
    ...Object.entries(wanted?.anyOf ?? {}).flatMap(([name, values]) => same(name, values)),
    ...(wanted?.absent ?? []).flatMap((name) =>
      headerValues(headers, name).length === 0 ? [] : [`response header ${name} is there: "${headerOf(name)}"`],
    ),
  ];
  if (answeredByGateway && answer.echoed) differences.push(`${answer.echoed.pod} was asked in place of the gateway`);
  if (location) differences.push(...judgeLocation(location, headerOf('location'), port));
  return differences;
}

function judgeLocation(wanted: NonNullable<SuiteExpect['location']>, written: string, port: number): readonly string[] {
  if (!URL.canParse(written)) return [`location is "${written}"`];
  const url = new URL(written);
  const wellKnown = url.protocol === 'https:' ? '443' : '80';
  const seen = {
    scheme: url.protocol.slice(0, -1),
    host: url.hostname,
    port: url.port || wellKnown,
    path: url.pathname + url.search,
  };
  const expected = {
    ...(wanted.scheme && { scheme: wanted.scheme }),
    ...(wanted.host && { host: wanted.host }),
    port: wanted.port ? String(wanted.port) : wellKnown,
    ...(wanted.path && { path: wanted.path }),
  };
  return Object.entries(expected).flatMap(([part, value]) =>
    seen[part as keyof typeof seen] === value
      ? []
      : [`location "${written}" (asked at port ${port}): ${part} should be ${value}`],
  );
}

function judgeEcho(
  expect: SuiteExpect,
  echoed: Echoed | undefined,
  world: JudgeWorld,
  answer: Answer,
): readonly string[] {
  const { backend, namespace, requestAtBackend: wanted, backendSeesTLS, sniAtBackend, property } = expect;
  const forwarded = [backend, namespace, wanted, backendSeesTLS, sniAtBackend, property, expect.weights];
  if (forwarded.every((one) => one === undefined)) return [];
  if (echoed === undefined) return [`expected an answer of ${backend ?? 'a backend'}, got ${say(answer)}`];
  const differences: string[] = [];
  const compare = (what: string, seen: unknown, value: unknown) => {
    if (seen !== value) differences.push(`${what} is ${JSON.stringify(seen)} in place of ${JSON.stringify(value)}`);
  };
  if (backend && !echoed.pod.startsWith(backend)) differences.push(`answered by ${echoed.pod} in place of ${backend}`);
  if (namespace) compare('namespace of the backend', echoed.namespace, namespace);
  if (backendSeesTLS !== undefined) compare('TLS at the backend', echoed.tls !== undefined, backendSeesTLS);
  if (sniAtBackend) compare('server name at the backend', echoed.tls?.serverName, sniAtBackend);
  if (wanted) {
    // A gRPC service tells no verb.
    if (wanted.method && answer.is === 'response') compare('method', echoed.method, wanted.method);
    if (wanted.path) compare('path', echoed.path, world.marked(wanted.path));
    if (wanted.host) compare('host', echoed.host, wanted.host);
    if (wanted.sni) compare('server name at the backend', echoed.tls?.serverName, wanted.sni);
    if (wanted.clientCertificate) {
      const shown = echoed.tls?.peerCertificates[0];
      compare('client certificate at the backend', shown, world.fingerprintOf(wanted.clientCertificate));
    }
    const lines = echoed.headers ?? {};
    for (const [name, value] of Object.entries(wanted.headers?.present ?? {}))
      compare(
        `header ${name} at the backend`,
        lines[name.toLowerCase()]?.join(',').replaceAll(', ', ','),
        value.replaceAll(', ', ','),
      );
    for (const name of wanted.headers?.absent ?? [])
      compare(`header ${name} at the backend`, lines[name.toLowerCase()], undefined);
  }
  if (property?.startsWith('request header Backend arrives exactly once')) {
    const arrived = echoed.headers?.backend ?? [];
    if (arrived.length !== 1 || !echoed.pod.startsWith(`${arrived[0]}-`))
      differences.push(`header Backend is ${JSON.stringify(arrived)} at ${echoed.pod}`);
  } else if (property !== undefined) differences.push(`cannot judge: the property "${property}" is not known here`);
  return differences;
}
