import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isIpAddress, isLabelKey, isObjectLabel, isObjectName } from '../names.ts';
import type { EndpointSliceSpec } from './endpoint-slice.ts';

/**
 * What the API server refuses in an EndpointSlice (gateway-api reference 4.2), with one exception: addresses of the loopback interface
 * pass, because here they are what a slice is for. The numbers of items are the schema's.
 */
export const checkEndpointSlice = ({ value, report }: CheckedBody<EndpointSliceSpec>): void => {
  const { addressType, endpoints = [], ports = [] } = value;
  endpoints.forEach(({ addresses, hostname }, index) => {
    addresses.forEach((address, number) => {
      checkAddress(address, addressType, ['endpoints', index, 'addresses', number], report);
    });
    if (hostname !== undefined && !isObjectLabel(hostname)) {
      const message = `"${hostname}" is not the name of one host; use lower-case letters, digits and hyphens`;
      report('endpoint-slice/hostname', message, ['endpoints', index, 'hostname']);
    }
  });
  const seen = new Map<string, number>();
  ports.forEach(({ name = '', appProtocol }, index) => {
    const at = ['ports', index];
    if (name !== '' && !isObjectLabel(name)) {
      const message = `"${name}" cannot be the name of a port; use lower-case letters, digits and hyphens`;
      report('endpoint-slice/port-name', message, [...at, 'name']);
    }
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else if (name === '') {
      const message = 'only one port of a slice may be without a name; add the name of the port of the Service';
      report('endpoint-slice/port-name', message, at, { key: true });
    } else {
      const message = `the port name "${name}" is used twice; give each port its own`;
      const related = { message: 'the first one', path: ['ports', first, 'name'] };
      report('endpoint-slice/port-name', message, [...at, 'name'], { related });
    }
    if (appProtocol !== undefined && !isLabelKey(appProtocol)) {
      const message = `"${appProtocol}" is not a protocol; write a name such as "http", or one with a domain such as "kubernetes.io/h2c"`;
      report('endpoint-slice/app-protocol', message, [...at, 'appProtocol']);
    }
  });
};

const checkAddress = (address: string, type: EndpointSliceSpec['addressType'], at: Path, report: CheckReport): void => {
  const tell = (message: string): void => report('endpoint-slice/address', message, at);
  if (type === 'FQDN') {
    const name = address.replace(/\.$/, '');
    if (!isObjectName(name) || !name.includes('.'))
      tell(`"${address}" is not a full host name; write one such as "oven.example.com"`);
    return;
  }
  if (!isIpAddress(address)) {
    tell(`"${address}" is not an ${type} address; write one such as "${type === 'IPv4' ? '127.0.0.1' : '::1'}"`);
    return;
  }
  const own = address.includes(':') ? 'IPv6' : 'IPv4';
  if (own !== type)
    tell(`"${address}" is an ${own} address in a slice of ${type}; move it to a slice with "addressType: ${own}"`);
};
