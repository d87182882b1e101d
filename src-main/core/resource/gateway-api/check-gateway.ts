import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isIpAddress } from '../names.ts';
import { checkListeners } from './check-listeners.ts';
import type { GatewaySpec } from './gateway.ts';
import { wildcardHost } from './texts.ts';

/**
 * The rules of the CRD of Gateway (reference 3), by their numbers there; all in both channels.
 * 24 (entries of `perPort` by their ports) is the schema's.
 */
export const checkGateway = ({ value, report }: CheckedBody<GatewaySpec>): void => {
  checkListeners(value.listeners, report);
  checkAddresses(value.addresses, report);
  checkKeys(value.infrastructure?.annotations, ['infrastructure', 'annotations'], report); // 13, 14
  checkKeys(value.infrastructure?.labels, ['infrastructure', 'labels'], report); // 15, 16
};

const checkAddresses = (addresses: GatewaySpec['addresses'], report: CheckReport): void => {
  const seen = new Map<string, Path>();
  addresses?.forEach(({ type = 'IPAddress', value }, index) => {
    if (value === undefined || (type !== 'IPAddress' && type !== 'Hostname')) return;
    const path = ['addresses', index, 'value'];
    if (type === 'IPAddress' && !isIpAddress(value)) {
      // The format of the schema (reference 1.3).
      const message = `"${value}" is not an IP address; correct it, write "type: Hostname", or leave the value out for any`;
      report('gateway/address', message, path);
    } else if (type === 'Hostname' && !wildcardHost.pattern.test(value)) {
      const message = `"${value}" ${wildcardHost.help}`; // 12
      report('gateway/address', message, path);
    }
    const key = `${type} ${value}`;
    const first = seen.get(key);
    if (first) {
      const message = `"${value}" is asked for twice; remove one`; // 10, 11
      report('gateway/address', message, path, { related: { message: 'the other one', path: first } });
    }
    seen.set(key, first ?? path);
  });
};

const keyPattern =
  /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;

const checkKeys = (map: Readonly<Record<string, string>> | undefined, path: Path, report: CheckReport): void => {
  for (const key of Object.keys(map ?? {})) {
    const at = [...path, key];
    const [domain = ''] = key.split('/');
    if (!keyPattern.test(key)) {
      const message = `"${key}" cannot be a key here; use letters, digits, "-", "_" and "." (63 at most), with a domain and "/" in front if need be`;
      report('gateway/infrastructure', message, at, { key: true });
    } else if (domain.length >= 253) {
      const message = `the domain in front of this key has ${domain.length} characters; write 252 at most`;
      report('gateway/infrastructure', message, at, { key: true });
    }
  }
};
