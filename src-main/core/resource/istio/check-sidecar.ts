import type { CheckedBody, CheckReport } from '../kind.ts';
import { isDnsLabel, isFullName, isIpAddress, isPartialWildcard, isWildcardName } from '../names.ts';
import { checkLabels, checkSelector } from './labels.ts';
import { protocolClass } from './protocol.ts';
import type { EgressListener, IngressListener, SidecarSpec } from './sidecar.ts';

/** The rules of reference 9.8 that decide whether a Sidecar can be used; their ids stand beside them. */
export const checkSidecar = ({ value, report }: CheckedBody<SidecarSpec>): void => {
  const { workloadSelector, ingress = [], egress = [], outboundTrafficPolicy, inboundConnectionPool } = value;
  if (ingress.length + egress.length === 0 && !outboundTrafficPolicy && !inboundConnectionPool) {
    const message = 'a Sidecar needs "egress", "ingress", "outboundTrafficPolicy" or "inboundConnectionPool"; add one';
    report('sidecar/empty', message, []); // C1
  }
  if (workloadSelector) {
    checkSelector(workloadSelector.labels, ['workloadSelector', 'labels'], report); // C4
    checkLabels(workloadSelector.labels, ['workloadSelector', 'labels'], report);
  }
  checkEgress(egress, report);
  checkIngress(ingress, report);
  checkPolicy(value, report);
};

const checkEgress = (egress: readonly EgressListener[], report: CheckReport): void => {
  const ports = new Map<string, number>();
  let open: number | undefined;
  egress.forEach(({ port, bind = '', captureMode = 'DEFAULT', hosts }, index) => {
    const path = ['egress', index];
    checkHosts(hosts, index, report);
    if (port === undefined) {
      const last = index === egress.length - 1;
      if (open !== undefined || !last) {
        const message =
          'only the last egress listener may be without "port"; add a port, or move this listener to the end';
        report('sidecar/egress-port', message, path, { key: true }); // C3
      }
      open = index;
      return;
    }
    const { number = 0 } = port;
    const key = number === 0 ? bind : String(number);
    const first = ports.get(key);
    if (first !== undefined) {
      const named = number === 0 ? `socket "${bind}"` : `port ${number}`;
      const message = `two egress listeners have the ${named}; merge their hosts into one`;
      const related = { message: 'the other one', path: ['egress', first, 'port'] };
      const at = number === 0 && bind !== '' ? [...path, 'bind'] : [...path, 'port', 'number'];
      report('sidecar/duplicate-port', message, at, { related }); // C3
    } else ports.set(key, index);
    if (number === 0 && (!bind.startsWith('unix://') || captureMode === 'IPTABLES')) {
      const message = bind.startsWith('unix://')
        ? 'a socket of the file system cannot be caught; leave "captureMode" out'
        : 'port 0 needs a socket in "bind", such as "unix:///run/out.sock"; write the port that is meant';
      report(
        'sidecar/egress-port',
        message,
        bind.startsWith('unix://') ? [...path, 'captureMode'] : [...path, 'port', 'number'],
      ); // C3
    }
  });
};

/** C2 and C4. */
const checkHosts = (hosts: readonly string[], listener: number, report: CheckReport): void => {
  const path = ['egress', listener, 'hosts'];
  if (hosts.length === 0) report('sidecar/egress-host', '"hosts" is empty; write "*/*" for everything', path);
  const seen = new Map<string, number>();
  hosts.forEach((written, index) => {
    const at = [...path, index];
    const problem = hostProblem(written);
    if (problem) report('sidecar/egress-host', problem, at);
    const first = seen.get(written);
    if (first !== undefined) {
      const related = { message: 'the first one', path: [...path, first] };
      const message = `"${written}" is written twice; remove one of the two`;
      report('sidecar/duplicate-host', message, at, { severity: 'warning', related });
    } else seen.set(written, index);
    if (written === '*/*' && hosts.some((other) => other !== '*/*' && !other.startsWith('~'))) {
      const message = '"*/*" is everything already; remove the other hosts of this listener';
      report('sidecar/host-covered', message, at, { severity: 'warning' });
    }
  });
};

const hostProblem = (written: string): string | undefined => {
  // "~/*" is nothing at all; "~namespace/host" takes away.
  const taken = /^~(?=[^/])/.test(written) ? written.slice(1) : written;
  const slash = taken.indexOf('/');
  if (slash < 0) return `"${written}" names no namespace; write "./${written}" for the own one, or "*/${written}"`;
  const [namespace, host] = [taken.slice(0, slash), taken.slice(slash + 1)];
  if (!['*', '.', '~'].includes(namespace) && !isDnsLabel(namespace)) {
    return `"${namespace}" is not a namespace; write a name, "." for the own one, or "*"`;
  }
  if (host === '*') return undefined;
  if (isPartialWildcard(host)) return `"${host}" covers only part of a label; write "*." with a name behind it`;
  if (!isWildcardName(host) || !host.includes('.')) {
    return `"${host}" is not a full host name; write all of it, such as "shop.default.svc.cluster.local", or "*"`;
  }
  return undefined;
};

/** C5. */
const checkPolicy = ({ outboundTrafficPolicy }: SidecarSpec, report: CheckReport): void => {
  const proxy = outboundTrafficPolicy?.egressProxy;
  if (proxy === undefined) return;
  const path = ['outboundTrafficPolicy', 'egressProxy'];
  if (outboundTrafficPolicy?.mode !== 'ALLOW_ANY') {
    const message = '"egressProxy" needs "mode: ALLOW_ANY", as with REGISTRY_ONLY nothing is sent; add it';
    report('sidecar/egress-proxy', message, outboundTrafficPolicy?.mode ? ['outboundTrafficPolicy', 'mode'] : path);
  }
  if (!isFullName(proxy.host) || !proxy.host.includes('.')) {
    const message = `"${proxy.host}" is not a full host name; write all of it, such as "egress.istio-system.svc.cluster.local"`;
    report('sidecar/egress-proxy', message, [...path, 'host']);
  }
  if (proxy.port?.number === undefined) {
    report('sidecar/egress-proxy', '"egressProxy" needs a port; add "port: { number: … }"', path, { key: true });
  }
};

/** C6. */
const checkIngress = (ingress: readonly IngressListener[], report: CheckReport): void => {
  const ports = new Map<number, number>();
  ingress.forEach(({ port, defaultEndpoint = '', tls }, index) => {
    const path = ['ingress', index];
    const { number = 0, protocol = '' } = port;
    if (number === 0)
      report('sidecar/ingress-port', 'this listener has no port; add its number', [...path, 'port', 'number']);
    const first = ports.get(number);
    if (first !== undefined) {
      const related = { message: 'the other one', path: ['ingress', first, 'port'] };
      const message = `two ingress listeners have the port ${number}; remove one of the two`;
      report('sidecar/duplicate-port', message, [...path, 'port', 'number'], { related });
    } else ports.set(number, index);
    if (defaultEndpoint !== '' && !isEndpoint(defaultEndpoint)) {
      const message = `"${defaultEndpoint}" is no endpoint of a workload; write "127.0.0.1:PORT", "0.0.0.0:PORT", "[::1]:PORT", "[::]:PORT" or "unix:///path"`;
      report('sidecar/default-endpoint', message, [...path, 'defaultEndpoint']);
    }
    if (tls) checkTls(tls, protocol, [...path, 'tls'], report);
  });
};

const isEndpoint = (text: string): boolean => {
  if (text.startsWith('unix://')) return text.length > 'unix://'.length;
  const [, host = '', number = ''] = /^(127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\]):(\d{1,5})$/.exec(text) ?? [];
  return isIpAddress(host.replace(/^\[(.*)\]$/, '$1')) && Number(number) >= 1 && Number(number) <= 65_535;
};

const checkTls = (
  tls: NonNullable<IngressListener['tls']>,
  protocol: string,
  path: readonly (string | number)[],
  report: CheckReport,
): void => {
  const refuse = (field: string, message: string) =>
    report('sidecar/ingress-tls', message, [...path, field], { key: true });
  if (tls.subjectAltNames?.length) refuse('subjectAltNames', 'a Sidecar cannot check names of clients; remove them');
  if (tls.httpsRedirect) refuse('httpsRedirect', 'a Sidecar cannot redirect to https; remove it');
  if (tls.credentialName) refuse('credentialName', 'a Sidecar takes certificates from files; name "serverCertificate"');
  const mode = tls.mode ?? 'PASSTHROUGH';
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH') {
    report('sidecar/ingress-tls', `a Sidecar cannot have the mode ${mode}; use SIMPLE or MUTUAL`, [...path, 'mode']);
  }
  if (protocolClass(protocol) !== 'tls') {
    report('sidecar/ingress-tls', 'TLS needs the protocol HTTPS or TLS; change it, or remove "tls"', path, {
      key: true,
    });
  }
};
