import type { Failure } from '#core/failure.ts';
import type { PortRefusal } from '#core/traffic/gateway-state.ts';
import type { PortSystem } from './bind.ts';

/** What the system said, and about which address; `own`: another listener of this gateway has the port. */
export type Refused = {
  readonly is: 'refused';
  readonly code: string;
  readonly address: string;
  readonly own?: boolean;
};

/** Why a port could not be had, of `EACCES` and `EADDRINUSE`. */
export const refusalOf = async (
  port: number,
  { code, own }: Refused,
  { platform, ownerOf }: PortSystem,
): Promise<PortRefusal> => {
  if (own) return { is: 'own' };
  // Windows knows no low ports: it says so of those that it has set aside, and of those that a program has for itself alone.
  const owner = code === 'EADDRINUSE' || platform === 'win32' ? await ownerOf(port) : undefined;
  if (code === 'EADDRINUSE' || owner !== undefined)
    return owner === undefined ? { is: 'taken' } : { is: 'taken', owner };
  return { is: platform === 'win32' ? 'reserved' : 'permission' };
};

/** Why another port is used, one sentence. */
export const sayMoved = (declared: number, port: number, refused: PortRefusal): string =>
  `port ${declared} ${sayRefusal(refused, 'belongs to')}, so ${port} is used`;

export const sayWide = (port: number): string =>
  `macOS gives port ${port} only on every address of this machine; connections from other machines are closed at once, and its firewall may ask about them`;

export const sayFailure = (
  port: number,
  { code, address }: Refused,
  refused: PortRefusal | undefined,
  remedy: string,
): Failure => {
  const detail = address === '' ? { port } : { port, address };
  if (refused !== undefined) {
    const message = `port ${port} ${sayRefusal(refused, 'is taken by')}; ${remedy}`;
    if (refused.is === 'permission') return { code: 'listen/no-permission', message, detail };
    if (refused.is === 'reserved') return { code: 'listen/reserved', message, detail };
    const owner = refused.is === 'taken' ? refused.owner : ownListener;
    return { code: 'listen/port-taken', message, detail: owner === undefined ? detail : { ...detail, owner } };
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL' || code === 'ENOTFOUND') {
    return {
      code: 'listen/bad-address',
      message: `"${address}" is not an address of this machine; name another one in LocalGateway`,
      detail,
    };
  }
  return { code: 'listen/failed', message: `port ${port} could not be opened (${code}); ${remedy}`, detail };
};

const ownListener = 'another listener of this gateway';

const sayRefusal = (refused: PortRefusal, own: string): string => {
  switch (refused.is) {
    case 'own':
      return `${own} ${ownListener}`;
    case 'taken':
      return `is taken by ${refused.owner ?? 'another program'}`;
    case 'permission':
      return 'needs a permission that this program does not have';
    case 'reserved':
      return 'is set aside by Windows ("netsh int ipv4 show excludedportrange tcp" lists such ports)';
  }
};
