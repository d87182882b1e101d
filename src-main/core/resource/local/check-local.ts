import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isDnsLabel, isIpAddress, isWildcardName } from '../names.ts';
import { parseAddress, parseSite } from './address.ts';
import type { LocalGatewaySpec } from './local-gateway.ts';
import { type LocalEndpoint, type LocalServiceSpec, servedBy } from './local-service.ts';
import { isResolvable, resolveAddress } from './resolve-entry.ts';
import { isSendable } from './sendable.ts';

/** What a LocalService needs to be of use: a host, and something that answers. */
export const checkLocalService = ({ value, report }: CheckedBody<LocalServiceSpec>): void => {
  const { service, ports = [], endpoints = [] } = value;
  if (service !== undefined && !isWildcardName(service)) {
    report('local-service/service', `"${service}" is not the name of a service; use its short or full name`, [
      'service',
    ]);
  }
  checkServed(value, [], report);
  if (!isServed(value) && ports.length === 0 && endpoints.length === 0) {
    const message = 'nothing serves it; add "address", "sample", "url", "stub", "ports" or "endpoints"';
    report('local-service/no-address', message, [], { key: true });
  }
  const seen = new Map<number, number>();
  ports.forEach((port, index) => {
    const path: Path = ['ports', index];
    checkServed(port, path, report);
    if (!isServed(port) && !isServed(value) && endpoints.length === 0) {
      const message = `nothing serves port ${port.port}; add "address", "sample", "url" or "stub"`;
      report('local-service/no-address', message, path, { key: true });
    }
    const first = seen.get(port.port);
    if (first !== undefined) {
      report(
        'local-service/duplicate-port',
        `port ${port.port} is bound twice; remove one of the two`,
        [...path, 'port'],
        {
          related: { message: 'the first one', path: ['ports', first, 'port'] },
        },
      );
    } else seen.set(port.port, index);
  });
  endpoints.forEach((endpoint, index) => {
    const path: Path = ['endpoints', index];
    checkServed(endpoint, path, report);
    if (!isServed(endpoint)) {
      const message = 'this endpoint is nowhere; add "address", "sample", "url" or "stub"';
      report('local-service/no-address', message, path, { key: true });
    }
  });
};

type Served = Pick<LocalEndpoint, (typeof servedBy)[number]>;

const isServed = (value: Served): boolean => servedBy.some((by) => value[by] !== undefined);

const checkServed = ({ address, url, stub }: Served, path: Path, report: CheckReport): void => {
  if (address !== undefined && !parseAddress(address)) {
    const site = parseSite(String(address)) && `; a site outside of this machine is written as "url"`;
    const message = `"${address}" is not an address; write "host:port" or a port from 1 to 65535${site ?? ''}`;
    report('local-service/address', message, [...path, 'address']);
  }
  if (url !== undefined && !parseSite(url)) {
    const message = `"${url}" is not the URL of a site; write "https://api.example.com", with a port where it needs one and without a path`;
    report('local-service/url', message, [...path, 'url']);
  }
  for (const [name, line] of Object.entries(stub?.headers ?? {})) {
    const at = [...path, 'stub', 'headers', name];
    if (!isSendable(name, line)) {
      report(
        'local-service/stub-header',
        `"${name}" is not a header that can be sent; use one line of Latin letters, and percent-encode others`,
        at,
      );
    } else if (/^(content-length|transfer-encoding|connection|keep-alive|upgrade)$/i.test(name)) {
      report('local-service/stub-header', `"${name}" is set for every answer; remove it`, at);
    }
  }
};

export const checkLocalGateway = ({ value, report }: CheckedBody<LocalGatewaySpec>): void => {
  value.addresses?.forEach((address, index) => {
    if (!isIpAddress(address) && address !== 'localhost') {
      report(
        'local-gateway/address',
        `"${address}" is not an IP address; write one of this machine, such as "127.0.0.1"`,
        ['addresses', index],
      );
    }
  });
  if (value.locality !== undefined && !/^[^/*]+(\/[^/*]+){0,2}$/.test(value.locality)) {
    const message = `"${value.locality}" is no locality; write "region", "region/zone" or "region/zone/subzone"`;
    report('local-gateway/locality', message, ['locality']);
  }
  const seen = new Map<number, number>();
  value.ports?.forEach(({ declared }, index) => {
    const first = seen.get(declared);
    if (first !== undefined) {
      report(
        'local-gateway/duplicate-port',
        `port ${declared} is mapped twice; remove one of the two`,
        ['ports', index, 'declared'],
        {
          related: { message: 'the first one', path: ['ports', first, 'declared'] },
        },
      );
    } else seen.set(declared, index);
  });
  value.resolve?.forEach(({ host, address }, index) => {
    if (!isResolvable(host)) {
      const message = `"${host}" is not a name; write a host name, "*." in front of one, or an IP address`;
      report('local-gateway/resolve-host', message, ['resolve', index, 'host']);
    }
    if (resolveAddress(address) === undefined) {
      const message = `"${address}" is no address; write "127.0.0.1", "127.0.0.1:8080" or a port from 1 to 65535`;
      report('local-gateway/resolve-address', message, ['resolve', index, 'address']);
    }
  });
  const names = [
    [value.namespace, ['namespace']],
    [value.rootNamespace, ['rootNamespace']],
    [value.mesh?.namespace, ['mesh', 'namespace']],
  ] as const;
  for (const [name, path] of names) {
    if (name !== undefined && !isDnsLabel(name)) {
      const message = `"${name}" is not the name of a namespace; use letters, digits and hyphens`;
      report('local-gateway/namespace', message, path);
    }
  }
};
