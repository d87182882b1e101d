import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { isFullName, isIpAddress } from '../names.ts';
import { checkLoadBalancer } from './check-load-balancer.ts';
import type {
  ClientTlsSpec,
  ConnectionPoolSpec,
  OutlierDetectionSpec,
  PortTrafficPolicySpec,
  TrafficPolicySpec,
} from './traffic-policy.ts';

/** The rules of reference 9.6 for one `trafficPolicy`. */
export const checkTrafficPolicy = (
  policy: TrafficPolicySpec,
  path: Path,
  namespace: string,
  report: CheckReport,
): void => {
  if (Object.keys(policy).length === 0) {
    report('traffic-policy/empty', '"trafficPolicy" is empty; add a setting or remove it', path, { key: true }); // D2
  }
  const { tunnel, proxyProtocol, portLevelSettings = [] } = policy;
  if (tunnel && proxyProtocol) {
    const message = '"tunnel" and "proxyProtocol" exclude each other; remove one of the two';
    report('traffic-policy/tunnel', message, [...path, 'tunnel'], { key: true }); // D3
    return;
  }
  checkBlocks(policy, path, namespace, report);
  portLevelSettings.forEach((settings, index) => {
    const at = [...path, 'portLevelSettings', index];
    if (settings.port.number === undefined) {
      report('traffic-policy/port', '"port" has no "number"; add the port of the service', [...at, 'port'], {
        key: true,
      }); // D23
    }
    if (Object.keys(settings).length < 2) {
      const message =
        'these settings of a port set nothing; add "connectionPool", "outlierDetection", "loadBalancer" or "tls"';
      report('traffic-policy/empty', message, at, { key: true }); // D23
    }
    checkBlocks(settings, at, namespace, report);
  });
  if (tunnel) {
    if (tunnel.protocol !== undefined && !['', 'CONNECT', 'POST'].includes(tunnel.protocol)) {
      const message = `"${tunnel.protocol}" opens no tunnel; use "CONNECT" or "POST"`;
      report('traffic-policy/tunnel', message, [...path, 'tunnel', 'protocol']); // D24
    }
    if (!isFullName(tunnel.targetHost) && !isIpAddress(tunnel.targetHost)) {
      const message = `"${tunnel.targetHost}" is neither a host name nor an address; name the host behind the tunnel`;
      report('traffic-policy/tunnel', message, [...path, 'tunnel', 'targetHost']); // D24
    }
  }
};

const checkBlocks = (
  { connectionPool, outlierDetection, loadBalancer, tls }: TrafficPolicySpec | PortTrafficPolicySpec,
  path: Path,
  namespace: string,
  report: CheckReport,
): void => {
  if (connectionPool) checkPool(connectionPool, [...path, 'connectionPool'], report);
  if (outlierDetection) checkOutlier(outlierDetection, [...path, 'outlierDetection'], report);
  if (loadBalancer) {
    checkLoadBalancer(loadBalancer, [...path, 'loadBalancer'], outlierDetection !== undefined, report);
  }
  if (tls) checkTls(tls, [...path, 'tls'], namespace, report);
};

const checkPool = ({ tcp, http }: ConnectionPoolSpec, path: Path, report: CheckReport): void => {
  if (!tcp && !http) {
    report('traffic-policy/empty', '"connectionPool" needs "tcp" or "http"; add one or remove it', path, { key: true }); // D8
  }
  if (http?.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol) {
    const message = '"useClientProtocol" contradicts "h2UpgradePolicy: UPGRADE"; remove one of the two';
    report('traffic-policy/protocol', message, [...path, 'http', 'useClientProtocol'], { key: true }); // D10
  }
  const alive = http?.http2KeepAlive;
  if (alive && (alive.interval === undefined || alive.timeout === undefined)) {
    const missing = alive.interval === undefined ? 'interval' : 'timeout';
    const message = `"http2KeepAlive" needs "${missing}"; add it`;
    report('traffic-policy/keep-alive', message, [...path, 'http', 'http2KeepAlive'], { key: true }); // D11
  }
};

const checkOutlier = (outlier: OutlierDetectionSpec, path: Path, report: CheckReport): void => {
  if ((outlier.consecutiveLocalOriginFailures ?? 0) > 0 && !outlier.splitExternalLocalOriginErrors) {
    const message =
      '"consecutiveLocalOriginFailures" counts only with "splitExternalLocalOriginErrors: true"; add that or remove it';
    report('traffic-policy/outlier', message, [...path, 'consecutiveLocalOriginFailures'], { key: true }); // D12
  }
  if (outlier.consecutiveErrors !== undefined) {
    const message = '"consecutiveErrors" is deprecated and has no effect; use "consecutive5xxErrors"';
    const at = [...path, 'consecutiveErrors'];
    report('traffic-policy/outlier-deprecated', message, at, { key: true, severity: 'warning' }); // D13
  }
};

/** D22. */
const checkTls = (tls: ClientTlsSpec, path: Path, namespace: string, report: CheckReport): void => {
  const { mode = 'DISABLE', credentialName = '' } = tls;
  const refuse = (field: string, message: string): void =>
    report('traffic-policy/tls', message, [...path, field], { key: true });
  if (credentialName.startsWith('configmap://')) {
    const parts = credentialName.slice('configmap://'.length).split('/');
    const [home, name] = parts.length === 2 ? parts : [namespace, parts[0]];
    if (parts.length > 2 || !home || !name || home !== namespace) {
      const message = `"${credentialName}" is no ConfigMap of namespace "${namespace}"; write its name behind "configmap://"`;
      report('traffic-policy/tls', message, [...path, 'credentialName']);
    }
  }
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return;
  const sets = (field: keyof ClientTlsSpec): boolean => {
    const value = tls[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
  };
  if (tls.insecureSkipVerify) {
    const fields = ['caCertificates', 'credentialName', 'subjectAltNames'] as const;
    const idle = fields.find((field) => sets(field) && (mode === 'SIMPLE' || field !== 'credentialName'));
    if (idle) refuse(idle, `"${idle}" checks nothing beside "insecureSkipVerify"; remove one of the two`);
  }
  if (credentialName !== '') {
    const files = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'] as const;
    const file = files.find(sets);
    if (file) refuse(file, `"${file}" cannot stand beside "credentialName"; remove one of the two`);
    return;
  }
  if (mode === 'MUTUAL') {
    for (const field of ['clientCertificate', 'privateKey'] as const) {
      if (!sets(field)) {
        const message = `"MUTUAL" needs "${field}" or "credentialName"; add one of the two`;
        report('traffic-policy/tls', message, [...path, 'mode']);
      }
    }
  }
};
