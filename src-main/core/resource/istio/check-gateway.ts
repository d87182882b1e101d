import { nearest } from '../../text/nearest.ts';
import { quotedList } from '../../text/words.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isDnsLabel, isIpAddress, isPartialWildcard, isWildcardName } from '../names.ts';
import { checkServerTls } from './check-server-tls.ts';
import type { GatewayServer, GatewaySpec } from './gateway.ts';
import { hostRemedy } from './host-remedy.ts';
import { knownProtocols, protocolClass } from './protocol.ts';

/** The rules of reference 9.2 that decide whether a Gateway can be used; their ids stand beside them. */
export const checkGateway = ({ value, report }: CheckedBody<GatewaySpec>): void => {
  if (value.servers.length === 0) {
    report('gateway/no-servers', '"servers" is empty; add at least one server', ['servers']); // G2
  }
  const portNames = new Map<string, number>();
  value.servers.forEach((server, index) => {
    const path = ['servers', index] as const;
    checkPort(server, path, report);
    checkHosts(server, path, report);
    checkTls(server, path, report);
    const name = server.port.name;
    const first = portNames.get(name);
    if (name === '') {
      report('gateway/port-name', '"name" is empty; give the port a name', [...path, 'port', 'name']); // G14
    } else if (first !== undefined) {
      // G15
      report(
        'gateway/duplicate-port-name',
        `the port name "${name}" is used twice in this Gateway; give each port its own name`,
        [...path, 'port', 'name'],
        { related: { message: 'the first one', path: ['servers', first, 'port', 'name'] } },
      );
    } else portNames.set(name, index);
  });
};

const checkPort = ({ port, bind }: GatewayServer, path: readonly (string | number)[], report: CheckReport): void => {
  const socket = bind?.startsWith('unix://') ? bind.slice('unix://'.length) : undefined;
  if (socket !== undefined) {
    // X20
    if (!/^(?:@.+|\/.*[^/])$/.test(socket)) {
      report('gateway/bind', `"${bind}" names no socket; write its full path`, [...path, 'bind']); // G16
    }
    if (port.number !== 0) {
      const message = `a socket of the file system has no port, so that ${port.number} cannot be used; write 0`;
      report('gateway/port-number', message, [...path, 'port', 'number']); // G16
    }
  } else if (bind !== undefined && bind !== '' && !isIpAddress(bind)) {
    const message = `"${bind}" is not an IP address; leave "bind" out to listen on every address`;
    report('gateway/bind', message, [...path, 'bind']); // G17
  }
  if (port.number === 0 && socket === undefined) {
    const message = 'nothing can listen on port 0; write a number from 1 to 65535';
    report('gateway/port-number', message, [...path, 'port', 'number']); // G12
  }
  if (port.targetPort !== undefined && port.targetPort > 0) {
    const message = '"targetPort" cannot be set on a Gateway; remove it';
    report('gateway/target-port', message, [...path, 'port', 'targetPort'], { key: true }); // G13
  }
  if (protocolClass(port.protocol) === 'unknown') {
    const meant = nearest(port.protocol.toUpperCase(), knownProtocols);
    const remedy = meant ? `did you mean "${meant}"?` : `use ${quotedList(knownProtocols)}`;
    const what = port.protocol === '' ? '"protocol" is empty' : `"${port.protocol}" is not a protocol`;
    report('gateway/protocol', `${what}; ${remedy}`, [...path, 'port', 'protocol']); // G11
  }
};

const checkHosts = ({ hosts }: GatewayServer, path: readonly (string | number)[], report: CheckReport): void => {
  if (hosts.length === 0) {
    report('gateway/no-hosts', '"hosts" is empty; write "*" to serve every host', [...path, 'hosts']); // G4
  }
  hosts.forEach((host, index) => {
    const problem = hostProblem(host);
    if (problem) report('gateway/host', problem, [...path, 'hosts', index]);
  });
};

/** Why a server host cannot be used: G5 to G9. */
const hostProblem = (written: string): string | undefined => {
  const slash = written.indexOf('/');
  const host = slash < 0 ? written : written.slice(slash + 1);
  if (slash >= 0) {
    const namespace = written.slice(0, slash);
    if (namespace === '' || host === '') return `"${written}" lacks a part; write it as "namespace/host"`;
    if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace)) {
      return `"${namespace}" is not a namespace; use its name, "." or "*"`;
    }
  }
  if (host === '') return 'a host is empty; write "*" to serve every host';
  if (host !== '*' && !host.includes('.') && !isIpAddress(host)) {
    return `"${host}" is a short name; a Gateway needs the full name, such as "${host}.example.com"`;
  }
  if (isPartialWildcard(host))
    return `"${host}" is not a wildcard that a Gateway knows; use "*" or "*." with a name behind it`;
  if (host.includes(':') && !isIpAddress(host)) return `"${host}" is not a host; write the port under "port"`;
  if (!isWildcardName(host) && !isIpAddress(host)) return `"${host}" is not a host name; ${hostRemedy(host)}`;
  return undefined;
};

const checkTls = ({ port, tls }: GatewayServer, path: readonly (string | number)[], report: CheckReport): void => {
  const kind = protocolClass(port.protocol);
  if (kind === 'tls' && !tls) {
    const message = `a server with protocol ${port.protocol.toUpperCase()} needs "tls"; add it`;
    report('gateway/tls-missing', message, [...path, 'port', 'protocol']); // G18
  }
  if ((kind === 'tcp' || kind === 'udp') && tls) {
    const message = `a server with protocol ${port.protocol.toUpperCase()} cannot have "tls"; use TLS as its protocol`;
    report('gateway/tls-unexpected', message, [...path, 'tls'], { key: true }); // G20
  }
  if (!tls || (kind !== 'http' && kind !== 'tls')) return;
  if (kind === 'tls') {
    checkServerTls(tls, false, [...path, 'tls'], report);
    if (tls.httpsRedirect) {
      const message = `a server with protocol ${port.protocol.toUpperCase()} redirects nobody to https; set it on the plaintext server`;
      report('gateway/redirect', message, [...path, 'tls', 'httpsRedirect'], { key: true, severity: 'warning' }); // G21
    }
    return;
  }
  // G19: only a block that redirects to https makes sense on plaintext.
  const refused = [
    tls.mode !== undefined && tls.mode !== 'PASSTHROUGH' && tls.mode !== 'AUTO_PASSTHROUGH' ? 'mode' : undefined,
    tls.serverCertificate ? 'serverCertificate' : undefined,
    tls.privateKey ? 'privateKey' : undefined,
    tls.caCertificates ? 'caCertificates' : undefined,
  ].filter((field) => field !== undefined);
  for (const field of refused) {
    const message = `"${field}" has no place on a plaintext server; use protocol HTTPS, or keep only "httpsRedirect"`;
    report('gateway/tls-unexpected', message, [...path, 'tls', field], { key: true });
  }
  // What is refused need not be warned about as well.
  if (refused.length === 0) checkServerTls(tls, true, [...path, 'tls'], report);
};
