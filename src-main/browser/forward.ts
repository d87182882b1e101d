import { Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NotDialled } from './dial.ts';
import { answerLines, requestLines } from './forward-headers.ts';
import { pipeBoth } from './pipe-both.ts';

/** Where a request goes on, and as what. */
export type Onward = {
  /** Connections with the same key are interchangeable. */
  readonly key: string;
  readonly connect: () => Promise<Socket>;
  /** Of the request line: a path, or the whole address where a proxy comes next. */
  readonly target: string;
  readonly authority: string;
  /** Lines that only the next hop is to see. */
  readonly extra: readonly string[];
};

export const longestHead = 128 * 1024;

/**
 * Connections of one client, kept as long as it keeps its own: as many as a browser without a proxy would have, and none is shared with
 * another client.
 */
export const createForwarder = () => {
  const agents = new Map<string, Agent>();
  const agentOf = ({ key, connect }: Onward): Agent => {
    const known = agents.get(key);
    if (known !== undefined) return known;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = (_options, done) => hand(connect(), done);
    agents.set(key, agent);
    return agent;
  };
  const start = (asked: IncomingMessage, onward: Onward, upgrade?: string): ClientRequest => {
    const method = asked.method ?? 'GET';
    return request({
      method,
      path: onward.target,
      maxHeaderSize: longestHead,
      headers: [...requestLines(asked.rawHeaders, onward.authority, { method, upgrade }), ...onward.extra],
      // What becomes another protocol is nobody's connection afterwards.
      ...(upgrade === undefined
        ? { agent: agentOf(onward) }
        : { createConnection: (_options, done) => hand(onward.connect(), done) }),
    });
  };

  /** Node refuses lines that no request may have together. */
  const startedOr = (
    asked: IncomingMessage,
    onward: Onward,
    failed: (error: Error) => void,
    upgrade?: string,
  ): ClientRequest | undefined => {
    try {
      return start(asked, onward, upgrade);
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  };

  return {
    /** Passes on one request and its answer. `failed` is called where there is no answer and nothing has been said to the client. */
    forward: (asked: IncomingMessage, reply: ServerResponse, onward: Onward, failed: (error: Error) => void): void => {
      const attempt = (again: boolean): void => {
        const out = startedOr(asked, onward, failed);
        if (out === undefined) return;
        let came: IncomingMessage | undefined;
        out.on('continue', () => reply.writeContinue());
        out.on('response', (answer) => {
          came = answer;
          try {
            reply.sendDate = false;
            reply.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', answerLines(answer.rawHeaders));
          } catch (error) {
            // Whatever a server of the internet writes: a status that is none, lines that contradict each other.
            out.destroy();
            return failed(error instanceof Error ? error : new Error(String(error)));
          }
          answer.pipe(reply, { end: false });
          answer.once('end', () => {
            if (answer.rawTrailers.length > 0) reply.addTrailers(pairs(answer.rawTrailers));
            reply.end();
          });
          // What was cut off must not look whole.
          answer.once('error', () => reply.destroy());
          answer.once('close', () => answer.complete || reply.destroy());
        });
        out.on('upgrade', (_answer, up: Socket) => {
          up.destroy();
          failed(new Error('it speaks another protocol, for which nobody has asked'));
        });
        out.on('error', (error) => {
          // Bytes behind an answer that has none, as after 204: they are nobody's.
          if (came?.complete) return;
          // The kept connection ended while the request was on its way (RFC 9112 section 9.3.1).
          if (again && out.reusedSocket && hasNoBody(asked) && !reply.headersSent) return attempt(false);
          if (reply.headersSent) reply.destroy();
          else failed(error);
        });
        reply.once('close', () => reply.writableFinished || out.destroy());
        if (hasNoBody(asked)) out.end();
        else {
          out.flushHeaders();
          asked.pipe(out, { end: false });
          asked.once('end', () => {
            if (asked.rawTrailers.length > 0) out.addTrailers(pairs(asked.rawTrailers));
            out.end();
          });
          asked.once('error', () => out.destroy());
        }
      };
      attempt(true);
    },
    /** Passes on a request for another protocol; where it is granted, bytes go both ways, else the answer ends the connection. */
    upgrade: (
      asked: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      onward: Onward,
      failed: (error: Error) => void,
    ): void => {
      const out = startedOr(asked, onward, failed, asked.headers.upgrade ?? '');
      if (out === undefined) return;
      let answered = false;
      out.on('upgrade', (answer, up: Socket, upHead) => {
        answered = true;
        socket.write(headOf(answer, ['Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? '']));
        if (upHead.length > 0) socket.write(upHead);
        if (head.length > 0) up.write(head);
        pipeBoth(socket, up);
      });
      out.on('response', (answer) => {
        answered = true;
        socket.write(headOf(answer, ['Connection', 'close']));
        answer.pipe(socket);
        answer.once('error', () => socket.destroy());
      });
      out.on('error', (error) => (answered ? socket.destroy() : failed(error)));
      socket.once('close', () => out.destroy());
      out.end();
    },
    close: (): void => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
};

type Handed = (error: Error | null, socket: Socket) => void;

/** Gives Node's requests a socket that is yet to come. */
const hand = (coming: Promise<Socket>, done: Handed | undefined): undefined => {
  coming.then(
    (socket) => done?.(null, socket),
    (error: Error) => done?.(error, undefined as never),
  );
};

export type Forwarder = ReturnType<typeof createForwarder>;

/** A body is announced (RFC 9112 section 6.3). */
const hasNoBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';

const pairs = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, raw[i + 1] ?? '']] : []));

/** The length of a body that is not in chunks any more is told by the end of the connection. */
const headOf = (answer: IncomingMessage, connection: readonly string[]): string => {
  const lines = pairs([...answerLines(answer.rawHeaders), ...connection]).map(([name, value]) => `${name}: ${value}`);
  const status = answer.statusCode ?? 502;
  const reason = answer.statusMessage || STATUS_CODES[status] || '';
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n`;
};

/** What a client is told of a fault: its status, and one sentence. */
export const faultOf = (error: Error): { readonly status: number; readonly says: string } =>
  error instanceof NotDialled
    ? { status: error.status, says: error.message }
    : { status: 502, says: `the connection ended before an answer came (${error.message})` };
