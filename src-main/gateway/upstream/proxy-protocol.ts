import { isIP, isIPv6 } from 'node:net';

/** The two ends of a client's connection, `ip:port` with IPv6 in brackets. */
export type ClientEnds = { readonly remote: string; readonly local: string };

type End = { readonly address: string; readonly port: number };

/**
 * What stands ahead of the bytes of a connection, so that the service knows who its client is (the PROXY protocol of HAProxy, versions
 * 1 and 2). Ends that are no IP addresses are sent as unknown.
 */
export function proxyHeader(version: 'V1' | 'V2', { remote, local }: ClientEnds): Buffer {
  const from = endOf(remote);
  const to = endOf(local);
  return version === 'V1' ? textHeader(from, to) : binaryHeader(from, to);
}

function textHeader(from: End | undefined, to: End | undefined): Buffer {
  if (!from || !to) return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  const six = isIPv6(from.address) || isIPv6(to.address);
  const say = ({ address }: End) => (six && !isIPv6(address) ? `::ffff:${address}` : address);
  const words = ['PROXY', six ? 'TCP6' : 'TCP4', say(from), say(to), from.port, to.port];
  return Buffer.from(`${words.join(' ')}\r\n`, 'latin1');
}

const signature = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);

function binaryHeader(from: End | undefined, to: End | undefined): Buffer {
  // LOCAL: nobody's connection but the proxy's own.
  if (!from || !to) return Buffer.concat([signature, Buffer.from([0x20, 0x00, 0x00, 0x00])]);
  const six = isIPv6(from.address) || isIPv6(to.address);
  const bytes = six ? bytesOf6 : bytesOf4;
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(from.port, 0);
  ports.writeUInt16BE(to.port, 2);
  const addresses = Buffer.concat([bytes(from.address), bytes(to.address), ports]);
  const head = Buffer.from([0x21, six ? 0x21 : 0x11, 0x00, addresses.length]);
  return Buffer.concat([signature, head, addresses]);
}

const bytesOf4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

function bytesOf6(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), bytesOf4(address)]);
  // An IPv4 address at the end is two groups.
  const text = address
    .replace(/%.*$/, '')
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((n) => n.toString(16)).join(':'),
    );
  const [front = '', back] = text.split('::');
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const last = back === undefined ? [] : groups(back);
  const first = groups(front);
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  const bytes = Buffer.alloc(16);
  all.forEach((group, index) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  });
  return bytes;
}

function endOf(text: string): End | undefined {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  const address = parts?.[1] ?? parts?.[2] ?? '';
  const port = Number(parts?.[3]);
  return isIP(address) !== 0 ? { address, port } : undefined;
}
