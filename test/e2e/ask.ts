import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';

type Asked = { readonly method?: string; readonly headers?: Readonly<Record<string, string>> };
export type Answered = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds until the last byte. */
  readonly tookMs: number;
};

/** One request as curl sends it: no header but those given, on a connection of its own. `headers.host` stands in for the URL's host. */
export const ask = (url: string, { method = 'GET', headers = {} }: Asked = {}): Promise<Answered> =>
  new Promise((done, fail) => {
    const began = performance.now();
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('error', fail);
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, headers: answer.headers, body, tookMs: performance.now() - began }),
      );
    });
    sent.on('error', fail);
    sent.end();
  });

/** A program of one's own on this machine: answers every request with `body`. */
export const serveLocally = async (body: string) => {
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
};
