import type { ServerResponse } from 'node:http';
import type { EventName, EventSource, Log } from '#contract/contract.ts';

/** The open event streams. */
export type Streams = {
  /** Takes over the response and writes events into it until either side ends; false when there are too many already. */
  readonly add: (response: ServerResponse) => boolean;
  readonly close: () => void;
};

export type StreamLimits = { readonly clients: number; readonly bufferedBytes: number; readonly heartbeatMs: number };

export const streamLimits: StreamLimits = { clients: 64, bufferedBytes: 8 * 1024 * 1024, heartbeatMs: 15_000 };

/** Every event once as JSON, to every window. */
const names: readonly EventName[] = ['workspace', 'running', 'traffic', 'settings', 'reach'];

/**
 * Server-sent events (WHATWG HTML section 9.2): `event: <name>` and JSON in `data`, a comment as heartbeat.
 * A client that does not read is dropped before it costs memory; it connects again and then reads everything anew,
 * which is what the contract asks of it after every interruption.
 */
export const createStreams = (events: EventSource, log: Log, limits: StreamLimits = streamLimits): Streams => {
  const clients = new Set<ServerResponse>();
  const send = (text: string) => {
    for (const client of clients) {
      if (client.writableLength > limits.bufferedBytes) {
        clients.delete(client);
        client.destroy();
        log('warn', 'a window did not read its events and was disconnected; it will read everything anew');
      } else client.write(text);
    }
  };
  // Only while there is a window, so that nobody makes news that go nowhere.
  let stops: readonly (() => void)[] = [];
  const listen = () => {
    stops = names.map((name) => events.on(name, (event) => send(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`)));
  };
  const rest = () => {
    for (const stop of stops) stop();
    stops = [];
  };
  const heartbeat = setInterval(() => send(': here\n\n'), limits.heartbeatMs);
  heartbeat.unref();
  return {
    add: (response) => {
      if (clients.size >= limits.clients) return false;
      response.setHeader('content-type', 'text/event-stream; charset=utf-8');
      response.setHeader('cache-control', 'no-store');
      response.writeHead(200);
      response.write('retry: 1000\n\n');
      clients.add(response);
      if (stops.length === 0) listen();
      response.on('close', () => {
        clients.delete(response);
        if (clients.size === 0) rest();
      });
      return true;
    },
    close: () => {
      clearInterval(heartbeat);
      rest();
      for (const client of clients) client.end();
      clients.clear();
    },
  };
};
