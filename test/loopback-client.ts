import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { Wire } from '#contract/contract.ts';

/** One plain request to 127.0.0.1, every header as the test says; nothing is added that a browser would add. */
export const ask = (
  port: number,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body?: string,
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }> =>
  new Promise((done, refuse) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', refuse);
    });
    asked.on('error', refuse);
    asked.end(body);
  });

/** What a browser sends with a call of our own page. */
export const pageHeaders = (port: number): OutgoingHttpHeaders => ({
  host: `127.0.0.1:${port}`,
  origin: `http://127.0.0.1:${port}`,
  'content-type': 'application/json',
});

/** Exchanges the token of the printed address for the cookie, as the page does. */
export const openSession = async (url: string): Promise<{ readonly port: number; readonly cookie: string }> => {
  const { port: shown, hash } = new URL(url);
  const port = Number(shown);
  const token = hash.replace('#token=', '');
  const answer = await ask(port, 'POST', '/session', pageHeaders(port), JSON.stringify({ token }));
  if (answer.status !== 200) throw new Error(`no session: ${answer.status} ${answer.text}`);
  return { port, cookie: (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '' };
};

/** The contract over real HTTP, in the form the page speaks it; resolves when events arrive. */
export const loopbackWire = async (url: string): Promise<{ readonly wire: Wire; readonly close: () => void }> => {
  const { port, cookie } = await openSession(url);
  const listeners = new Map<string, Set<(event: never) => void>>();
  const stream = request({ host: '127.0.0.1', port, path: '/call/events', headers: { cookie }, agent: false });
  await new Promise<void>((ready, refuse) => {
    stream.on('error', refuse);
    stream.on('response', (response) => {
      response.setEncoding('utf8');
      let rest = '';
      response.on('data', (part: string) => {
        ready();
        const blocks = (rest + part).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const name = /^event: (.*)$/m.exec(block)?.[1];
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (name && data) for (const tell of listeners.get(name) ?? []) tell(JSON.parse(data) as never);
        }
      });
    });
    stream.end();
  });
  return {
    wire: {
      call: async (name, input) => {
        const answer = await ask(
          port,
          'POST',
          `/call/${name}`,
          { ...pageHeaders(port), cookie },
          JSON.stringify(input),
        );
        const body = JSON.parse(answer.text);
        if (!body.ok) throw new Error(body.message);
        return body.output;
      },
      on: (name, listener) => {
        const set = listeners.get(name) ?? new Set();
        listeners.set(name, set.add(listener));
        return () => set.delete(listener);
      },
      onState: () => () => {},
    },
    close: () => stream.destroy(),
  };
};
