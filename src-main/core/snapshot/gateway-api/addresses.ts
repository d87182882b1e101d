import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import { isIpAddress } from '../../resource/names.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Path } from '../../text/tree.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Verdict } from './conditions.ts';

export type StatusAddress = { readonly type: 'IPAddress' | 'Hostname'; readonly value: string };

/** Where a Gateway listens. */
export type GatewayAddresses = {
  /** Empty text: the addresses that the LocalGateway names, together with everybody else. Nothing at all: none could be had. */
  readonly bind: readonly string[];
  /** What clients dial. */
  readonly reported: readonly StatusAddress[];
  /** A sort of address that is not known here: the Gateway is not accepted. */
  readonly unsupported?: Verdict & { readonly path: Path };
  /** An address that is none of this machine: the Gateway is not programmed. */
  readonly unusable?: Verdict & { readonly path: Path };
};

/**
 * The addresses of each Gateway in the order given (reference 2.2, 5). A Gateway that asks for an IP address of this machine gets it; one
 * that asks for nothing, for any, or for a host name shares those of the LocalGateway, or has one of its own from 127.0.1.1 on.
 */
export const assignAddresses = (
  gateways: readonly Resource<GatewaySpec>[],
  settings: Snapshot['settings'],
): ReadonlyMap<Resource<GatewaySpec>, GatewayAddresses> =>
  new Map(
    gateways.map((gateway, index) => {
      const own = settings.gatewayAddresses === 'own' ? ownAddress(index) : undefined;
      return [gateway, addressesOf(gateway.spec.addresses ?? [], own, settings.addresses)];
    }),
  );

/** 127.0.1.1, 127.0.1.2 …; 254 of them to one third number. */
const ownAddress = (index: number): string => `127.0.${1 + (Math.floor(index / 254) % 255)}.${1 + (index % 254)}`;

const addressesOf = (
  written: NonNullable<GatewaySpec['addresses']>,
  own: string | undefined,
  machine: readonly string[],
): GatewayAddresses => {
  const bind: string[] = [];
  const reported: StatusAddress[] = [];
  let unsupported: GatewayAddresses['unsupported'];
  let unusable: GatewayAddresses['unusable'];
  let any = written.length === 0;
  written.forEach(({ type = 'IPAddress', value = '' }, index) => {
    const path = ['spec', 'addresses', index];
    if (type !== 'IPAddress' && type !== 'Hostname') {
      const message = `there are no addresses of type "${type}" here; use IPAddress or Hostname`;
      unsupported ??= { reason: 'UnsupportedAddress', message, path: [...path, 'type'] };
    } else if (value === '' || type === 'Hostname') any = true;
    else if (!isIpAddress(value) || !(isLoopback(value) || machine.includes(value))) {
      const message = `"${value}" is no address of this machine that may be listened on; use one of 127.0.0.0/8, or name it in the "addresses" of a LocalGateway`;
      unusable ??= { reason: 'AddressNotUsable', message, path: [...path, 'value'] };
    } else {
      reported.push({ type: 'IPAddress', value });
      // Everybody is there already.
      if (machine.includes(value)) any = true;
      else bind.push(value);
    }
  });
  if (any && own !== undefined && reported.length === 0) bind.push(own);
  const shared = any && own === undefined;
  if (reported.length === 0 && any) reported.push(...(own === undefined ? machine.map(dialled) : [dialled(own)]));
  return {
    bind: shared ? ['', ...bind] : bind,
    reported,
    ...(unsupported && { unsupported }),
    ...(unusable && { unusable }),
  };
};

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** Whoever listens everywhere is reached at loopback. */
const dialled = (address: string): StatusAddress => {
  if (address === 'localhost') return { type: 'Hostname', value: address };
  return { type: 'IPAddress', value: address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address };
};
