import { nearest } from '../../text/nearest.ts';
import { quotedList } from '../../text/words.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isDnsLabel, isFullName, isPartialWildcard, isSubnet, isWildcardName } from '../names.ts';
import { checkWorkload } from './check-workload-entry.ts';
import { checkExportTo } from './export-to.ts';
import { checkSelector } from './labels.ts';
import { knownProtocols, protocolClass } from './protocol.ts';
import type { ServiceEntrySpec } from './service-entry.ts';

/** The rules of reference 9.7 that decide whether a ServiceEntry can be used; their ids stand beside them. */
export const checkServiceEntry = (body: CheckedBody<ServiceEntrySpec>): void => {
  const { value, namespace, report } = body;
  const { workloadSelector, endpoints = [], exportTo } = value;
  if (workloadSelector) {
    checkSelector(workloadSelector.labels, ['workloadSelector', 'labels'], report); // S1, S2
    if (endpoints.length > 0) {
      const message = '"endpoints" and "workloadSelector" exclude each other; remove one of the two';
      report('service-entry/endpoints', message, ['endpoints'], { key: true }); // S3
    }
  }
  checkHosts(value, report);
  checkAddresses(body);
  checkPorts(value, report);
  checkResolution(body);
  checkExportTo(exportTo, namespace, report, { nobody: true }); // S18
};

const checkHosts = ({ hosts, resolution }: ServiceEntrySpec, report: CheckReport): void => {
  if (hosts.length === 0) report('service-entry/host', '"hosts" is empty; add the host that is meant', ['hosts']); // S4
  hosts.forEach((host, index) => {
    const at = ['hosts', index];
    if (host === '*')
      report('service-entry/host', '"*" is no host; write "*." with a name behind it', at); // S4
    else if (!isWildcardName(host)) {
      const remedy = host.includes(':') ? 'write the port under "ports"' : 'use letters, digits, hyphens and dots';
      report('service-entry/host', `"${host}" is not a host name; ${remedy}`, at); // S4
    } else if (isPartialWildcard(host) && resolution !== 'DYNAMIC_DNS') {
      const message = `"${host}" covers less than it seems to; write "*." with a name behind it`;
      report('service-entry/partial-wildcard', message, at, { severity: 'warning' }); // S5
    }
  });
};

/** S6 and S8. */
const checkAddresses = ({ value, labels, report }: CheckedBody<ServiceEntrySpec>): void => {
  const { addresses = [], ports = [], resolution = 'NONE' } = value;
  addresses.forEach((address, index) => {
    const at = ['addresses', index];
    if (!isSubnet(address))
      report('service-entry/address', `"${address}" is neither an IP address nor a range of them; correct it`, at);
    else if (address.includes('/') && resolution !== 'NONE' && resolution !== 'STATIC') {
      const message = `"${address}" is a range of addresses, which resolution ${resolution} cannot have; name single addresses`;
      report('service-entry/address', message, at);
    }
  });
  const allocates = resolution !== 'NONE' && labels['networking.istio.io/enable-autoallocate-ip'] !== 'false';
  const opaque = ports.findIndex(({ protocol = '' }) => protocol === '' || protocol === 'TCP');
  if (addresses.length === 0 && !allocates && opaque >= 0) {
    const message = 'sidecars tell TCP services apart by their address alone; add "addresses"';
    report('service-entry/no-address', message, ['ports', opaque, 'protocol'], { severity: 'warning' });
  }
};

/** S7. */
const checkPorts = ({ ports = [] }: ServiceEntrySpec, report: CheckReport): void => {
  const names = new Map<string, number>();
  const numbers = new Map<number, number>();
  ports.forEach(({ name, number, protocol = '' }, index) => {
    const path = ['ports', index];
    const twice = (field: 'name' | 'number', first: number): void => {
      const told = field === 'name' ? `two ports have the name "${name}"` : `two ports have the number ${number}`;
      const related = { message: 'the other one', path: ['ports', first, field] };
      report('service-entry/duplicate-port', `${told}; give each port its own`, [...path, field], { related });
    };
    const sameName = names.get(name);
    const sameNumber = numbers.get(number);
    if (sameName !== undefined) twice('name', sameName);
    if (sameNumber !== undefined) twice('number', sameNumber);
    names.set(name, sameName ?? index);
    numbers.set(number, sameNumber ?? index);
    if (!isDnsLabel(name)) {
      const message = `"${name}" cannot be the name of a port; use letters, digits and hyphens`;
      report('service-entry/port-name', message, [...path, 'name']);
    }
    if (protocol !== '' && protocolClass(protocol) === 'unknown') {
      const meant = nearest(protocol, knownProtocols);
      const remedy = meant ? `did you mean "${meant}"?` : `use ${quotedList(knownProtocols)}`;
      report('service-entry/protocol', `"${protocol}" is not a protocol; ${remedy}`, [...path, 'protocol']);
    }
  });
};

/** S9 to S17: what each resolution allows. */
const checkResolution = ({ value, labels, report }: CheckedBody<ServiceEntrySpec>): void => {
  const { hosts, addresses = [], ports = [], resolution = 'NONE', endpoints = [], workloadSelector, location } = value;
  const portNames = new Set(ports.map(({ name }) => name));
  const error = (message: string, path: readonly (string | number)[]): void =>
    report('service-entry/resolution', message, path, { key: true });
  if (resolution === 'NONE') {
    if (endpoints.length > 0) {
      error('"endpoints" are not used with resolution NONE; write "resolution: STATIC", or DNS for names', [
        'endpoints',
      ]); // S9
    }
    if (workloadSelector) {
      const message = 'a selector chooses nothing with resolution NONE; write "resolution: STATIC"';
      report('service-entry/selector-idle', message, ['workloadSelector'], { key: true, severity: 'warning' }); // S10
    }
  } else if (resolution === 'STATIC') {
    endpoints.forEach((endpoint, index) => {
      const path = ['endpoints', index];
      checkWorkload(endpoint, path, { names: false, unix: true, portNames }, report); // S11
      if (endpoint.address?.startsWith('unix://') && ports.length !== 1) {
        const message = 'an endpoint at a socket needs exactly one port in the ServiceEntry; keep one';
        report('service-entry/resolution', message, [...path, 'address']); // W2
      }
    });
  } else if (resolution === 'DYNAMIC_DNS') {
    checkDynamic();
  } else {
    hosts.forEach((host, index) => {
      if (endpoints.length > 0 || isFullName(host)) return;
      error(`"${host}" cannot be looked up; add "endpoints"`, ['hosts', index]); // S12
    });
    if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
      error('resolution DNS_ROUND_ROBIN takes one endpoint; use DNS for several', ['endpoints', 1]); // S13
    }
    endpoints.forEach((endpoint, index) => {
      checkWorkload(endpoint, ['endpoints', index], { names: true, unix: false, portNames }, report); // S14
    });
    const tcp = ports.some(({ protocol = '' }) => protocolClass(protocol) === 'tcp');
    if (resolution === 'DNS' && addresses.length > 0 && tcp && hosts.length > 1) {
      const message = 'connections to these addresses may go to any of the hosts; write one ServiceEntry for each host';
      report('service-entry/several-hosts', message, ['hosts'], { key: true, severity: 'warning' }); // S15
    }
  }
  const opaque = ports.findIndex(({ protocol = '' }) => !['http', 'tls'].includes(protocolClass(protocol)));
  if (resolution !== 'NONE' && hosts.length > 1 && opaque >= 0) {
    const message = 'several hosts can share only ports of HTTP or TLS; write one ServiceEntry for each host';
    report('service-entry/resolution', message, ['ports', opaque, 'protocol']); // S17
  }

  /** S16. */
  function checkDynamic(): void {
    hosts.forEach((host, index) => {
      if (host.startsWith('*')) return;
      error(`resolution DYNAMIC_DNS is for wildcards; use DNS for "${host}"`, ['hosts', index]);
    });
    if (addresses.length > 0) error('resolution DYNAMIC_DNS cannot have "addresses"; remove them', ['addresses']);
    if (endpoints.length > 0) error('resolution DYNAMIC_DNS cannot have "endpoints"; remove them', ['endpoints']);
    ports.forEach(({ protocol = '' }, index) => {
      if (/^(?:HTTP|TLS|GRPC|HTTP2)$/i.test(protocol)) return;
      const message =
        'resolution DYNAMIC_DNS takes HTTP, HTTP2, GRPC and TLS only; use one of these, or resolution DNS';
      report('service-entry/resolution', message, ['ports', index, 'protocol']);
    });
    if (location === 'MESH_INTERNAL' && labels['istio.io/use-waypoint'] !== undefined) {
      const message = 'resolution DYNAMIC_DNS behind a waypoint needs "location: MESH_EXTERNAL"; change it';
      report('service-entry/resolution', message, ['location']);
    }
  }
};
