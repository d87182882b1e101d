import type { NamedService } from '../resource/local/route-test.ts';

type Service = { readonly host: string; readonly port: number; readonly subset?: string };

/** Whether a destination is the service that somebody names: by its short name in their namespace or by its full one, with any port and subset that are not said. */
export const isService = (one: Service, { host, port, subset }: NamedService, namespace: string): boolean =>
  (one.host === host || one.host.startsWith(`${host}.${namespace}.svc.`)) &&
  (port === undefined || one.port === port) &&
  (subset === undefined || one.subset === subset);

/** `cart.shop.svc.cluster.local:80 subset "v2"`, as far as it is said. */
export const sayService = ({ host, port, subset }: NamedService): string =>
  `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : ` subset "${subset}"`}`;
