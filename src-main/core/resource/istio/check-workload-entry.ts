import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isDnsLabel, isFullName, isIpAddress } from '../names.ts';
import { checkLabels } from './labels.ts';
import type { WorkloadEntrySpec } from './workload-entry.ts';

export const checkWorkloadEntry = ({ value, report }: CheckedBody<WorkloadEntrySpec>): void =>
  checkWorkload(value, [], { names: true, unix: true }, report);

/** What an address may be, and which port names there are where a ServiceEntry declares them. */
export type WorkloadRules = {
  readonly names: boolean;
  readonly unix: boolean;
  readonly portNames?: ReadonlySet<string>;
};

/** W1 to W4, and S11 and S14 for endpoints of a ServiceEntry. */
export const checkWorkload = (
  { address = '', ports = {}, labels, network = '' }: WorkloadEntrySpec,
  path: Path,
  { names, unix, portNames }: WorkloadRules,
  report: CheckReport,
): void => {
  const at = [...path, 'address'];
  if (address === '') {
    if (network === '')
      report('workload/address', 'this workload is nowhere; add "address"', at); // W1
    else {
      const message = 'this workload has a network and no address, so it cannot be dialled here; add "address"';
      report('workload/address', message, [...path, 'network'], { key: true, severity: 'warning' }); // W1
    }
  } else if (unix && address.startsWith('unix://')) {
    const socket = address.slice('unix://'.length);
    const fits = socket.startsWith('@') ? socket.length > 1 : /^\/.*[^/]$/.test(socket);
    if (!fits) report('workload/address', `"${address}" names no socket; write its full path`, at); // W2
    if (Object.keys(ports).length > 0) {
      report('workload/ports', 'a socket of the file system has no ports; remove them', [...path, 'ports'], {
        key: true,
      }); // W2
    }
  } else if (!isIpAddress(address) && !(names && isFullName(address))) {
    const wanted = names ? 'neither an IP address nor a host name' : 'not an IP address';
    const remedy = address.startsWith('unix://')
      ? 'a socket needs the resolution STATIC'
      : address.includes(':')
        ? 'write the port under "ports"'
        : names
          ? 'correct it'
          : 'correct it, or use the resolution DNS for names';
    report('workload/address', `"${address}" is ${wanted}; ${remedy}`, at); // W3, S11, S14
  }
  for (const name of Object.keys(ports)) {
    const port = [...path, 'ports', name];
    if (portNames ? !portNames.has(name) : !isDnsLabel(name)) {
      const message = portNames
        ? `the ServiceEntry has no port "${name}"; use the name of one of its ports`
        : `"${name}" cannot be the name of a port; use letters, digits and hyphens`;
      report('workload/port-name', message, port, { key: true }); // W4, S11, S14
    }
  }
  checkLabels(labels, [...path, 'labels'], report); // W4, S14
};
