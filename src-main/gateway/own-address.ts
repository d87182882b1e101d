import { networkInterfaces } from 'node:os';

/** The address under which others would see this machine; loopback when it has no other. */
export function ownAddress(): string {
  for (const list of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of list ?? []) if (family === 'IPv4' && !internal) return address;
  }
  return '127.0.0.1';
}
