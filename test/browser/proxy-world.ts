import { type Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type LookupFunction, type Server as NetServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Door, indexDoors } from '#core/reach/doors.ts';
import { parentsOf } from '#core/reach/parent-proxy.ts';
import { createMappingProxy, type MappingProxy } from '../../src-main/browser/mapping-proxy.ts';

export const door = (host: string, port: number, bound: number, scheme: Door['scheme'] = 'http'): Door => ({
  host,
  scheme,
  port,
  address: '127.0.0.1',
  bound,
  mutual: false,
  passthrough: false,
  listener: `0.0.0.0_${port}`,
});

/** Listens on a port of the system until the test is over; gives the port. */
export const listen = async (server: NetServer): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

/** Names that are asked for stand in `asked`; each leads where `addresses` says, and nowhere otherwise. */
export const recordingLookup = (addresses: Readonly<Record<string, string>> = {}) => {
  const asked: string[] = [];
  const lookup: LookupFunction = (name, _options, done) => {
    asked.push(name);
    const address = addresses[name];
    if (address === undefined) done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    else done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
  return { asked, lookup };
};

export const startProxy = async (
  doors: () => readonly Door[],
  more: { readonly lookup?: LookupFunction; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<MappingProxy> => {
  const proxy = await createMappingProxy({
    doors: () => ({ all: doors(), index: indexDoors(doors()) }),
    parentOf: parentsOf(more.environment ?? {}).parentOf,
    lookup: more.lookup ?? recordingLookup().lookup,
  });
  onTestFinished(() => proxy.close(0));
  return proxy;
};

export const web = (serve: (request: IncomingMessage, reply: ServerResponse) => void): Server => createServer(serve);

/** Sends bytes as they are; resolves with everything that came until the other side ended, or `until` stands in it. */
export const exchange = (port: number, text: string, until?: string): Promise<string> =>
  new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      got += chunk;
      if (until !== undefined && got.includes(until)) socket.destroy();
    });
    socket.on('close', () => done(got));
    socket.on('error', fail);
  });

/** A tunnel as a client asks for it: its socket where it is granted, else the status. */
export const tunnel = (proxy: MappingProxy, target: string): Promise<Socket | number> =>
  new Promise((done, fail) => {
    const asked = request({ host: proxy.address, port: proxy.port, method: 'CONNECT', path: target, agent: false });
    asked.on('connect', (answer, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      done(answer.statusCode === 200 ? socket : (answer.statusCode ?? 0));
    });
    asked.on('error', fail);
    asked.end();
  });

export type Answer = {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
};

/** A request by the proxy, in absolute form. */
export const through = (
  proxy: MappingProxy,
  url: string,
  more: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly agent?: Agent;
  } = {},
): Promise<Answer> =>
  new Promise((done, fail) => {
    const asked = request({
      host: proxy.address,
      port: proxy.port,
      path: url,
      method: more.method ?? 'GET',
      headers: { host: new URL(url).host, ...more.headers },
      agent: more.agent ?? false,
    });
    asked.on('response', (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('error', fail);
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, headers: answer.rawHeaders, body, trailers: answer.rawTrailers }),
      );
    });
    asked.on('error', fail);
    asked.end(more.body);
  });
