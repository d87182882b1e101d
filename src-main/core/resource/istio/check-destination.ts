import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { isDnsLabel, isIpAddress, isWildcardName } from '../names.ts';
import type { Destination } from './destination.ts';
import { hostRemedy } from './host-remedy.ts';

/** X18: host, subset and port of a destination. */
export const checkDestination = ({ host, subset, port }: Destination, at: Path, report: CheckReport): void => {
  if (host === '*') {
    report('virtual-service/destination', 'a destination cannot be "*"; name the service', [...at, 'host']);
  } else if (isIpAddress(host)) {
    const message = `"${host}" is an address, and a destination is a service; declare a ServiceEntry for it and name its host`;
    report('virtual-service/destination', message, [...at, 'host']);
  } else if (!isWildcardName(host)) {
    const remedy = /^[^:/]+:\d+$/.test(host) ? 'write the port under "port"' : hostRemedy(host);
    report('virtual-service/destination', `"${host}" is not a host name; ${remedy}`, [...at, 'host']);
  }
  if (subset && !isDnsLabel(subset)) {
    const message = `"${subset}" is not the name of a subset; use letters, digits and hyphens`;
    report('virtual-service/destination', message, [...at, 'subset']);
  }
  if (port && port.number === undefined) {
    report('virtual-service/destination', '"port" needs a "number"; add it or remove "port"', [...at, 'port'], {
      key: true,
    });
  }
};
