import type { Path } from '../../text/tree.ts';
import { checkLabels } from '../istio/labels.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isLabelKey, isObjectLabel, isObjectName, isPortName } from '../names.ts';
import type { ServicePort, ServiceSpec } from './service.ts';

/** What the API server refuses in a Service (gateway-api reference 4.2). */
export const checkService = ({ value, report }: CheckedBody<ServiceSpec>): void => {
  const { ports = [], type = 'ClusterIP', clusterIP, selector } = value;
  const headless = clusterIP === 'None';
  if (ports.length === 0 && type !== 'ExternalName' && !headless) {
    const message = 'a Service needs "ports", unless it has "clusterIP: None" or the type ExternalName; add one';
    report('service/no-ports', message, ['ports'], { key: true });
  }
  if (headless && (type === 'NodePort' || type === 'LoadBalancer')) {
    const message = `a Service of type ${type} needs an address, so "clusterIP" cannot be "None"; remove it`;
    report('service/cluster-ip', message, ['clusterIP']);
  }
  if (type === 'ExternalName') checkExternalName(value, report);
  checkLabels(selector, ['selector'], report);
  checkUnique(ports, report);
  ports.forEach((port, index) => {
    if (!port.name && ports.length > 1) {
      const message = 'a Service with several ports needs a "name" for each; add one';
      report('service/port-name', message, ['ports', index], { key: true });
    }
    checkPort(port, type, ['ports', index], report);
  });
};

const checkExternalName = ({ externalName = '', clusterIP }: ServiceSpec, report: CheckReport): void => {
  const name = externalName.replace(/\.$/, '');
  if (name === '') {
    report('service/external-name', 'the host behind the Service is missing; add "externalName"', ['externalName']);
  } else if (!isObjectName(name)) {
    const message = `"${externalName}" is not a host name; use lower-case letters, digits, hyphens and dots, without a port`;
    report('service/external-name', message, ['externalName']);
  }
  if (clusterIP) {
    const message = 'a Service of type ExternalName has no address of its own; remove "clusterIP"';
    report('service/cluster-ip', message, ['clusterIP'], { key: true });
  }
};

/** Names, numbers with their protocol, and node ports with their protocol are each there once. */
const checkUnique = (ports: readonly ServicePort[], report: CheckReport): void => {
  const seen = new Map<string, number>();
  const once = (key: string, index: number, field: keyof ServicePort, code: string, message: string): void => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else {
      const related = { message: 'the first one', path: ['ports', first, field] };
      report(code, message, ['ports', index, field], { related });
    }
  };
  ports.forEach(({ name, port, protocol = 'TCP', nodePort }, index) => {
    if (name) {
      const message = `the port name "${name}" is used twice; give each port its own`;
      once(`name ${name}`, index, 'name', 'service/port-name', message);
    }
    once(`${port} ${protocol}`, index, 'port', 'service/port-twice', `the port ${port} stands here twice; remove one`);
    if (nodePort) {
      const message = `the node port ${nodePort} stands here twice; choose another one`;
      once(`node ${nodePort} ${protocol}`, index, 'nodePort', 'service/node-port', message);
    }
  });
};

const checkPort = (
  { name, targetPort, appProtocol, nodePort }: ServicePort,
  type: string,
  at: Path,
  report: CheckReport,
): void => {
  if (name && !isObjectLabel(name)) {
    const message = `"${name}" cannot be the name of a port; use lower-case letters, digits and hyphens`;
    report('service/port-name', message, [...at, 'name']);
  }
  // Nothing, and 0, stand for the port itself.
  if (typeof targetPort === 'number' && (targetPort < 0 || targetPort > 65_535)) {
    const message = `a port is from 1 to 65535, not ${targetPort}; choose another one`;
    report('service/target-port', message, [...at, 'targetPort']);
  } else if (typeof targetPort === 'string' && targetPort !== '' && !isPortName(targetPort)) {
    const remedy = /^\d+$/.test(targetPort)
      ? 'write the number without quotes'
      : 'use at most 15 lower-case letters, digits and hyphens, with a letter among them';
    report('service/target-port', `"${targetPort}" is not the name of a port; ${remedy}`, [...at, 'targetPort']);
  }
  if (appProtocol !== undefined && !isLabelKey(appProtocol)) {
    const message = `"${appProtocol}" is not a protocol; write a name such as "http", or one with a domain such as "kubernetes.io/h2c"`;
    report('service/app-protocol', message, [...at, 'appProtocol']);
  }
  if (!nodePort) return;
  if (type !== 'NodePort' && type !== 'LoadBalancer') {
    const message = `a Service of type ${type} has no node port; use type NodePort, or remove it`;
    report('service/node-port', message, [...at, 'nodePort'], { key: true });
  } else if (nodePort < 30_000 || nodePort > 32_767) {
    const message = `a node port is from 30000 to 32767, not ${nodePort}; choose another one`;
    report('service/node-port', message, [...at, 'nodePort']);
  }
};
