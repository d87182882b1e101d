import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import { onTestFinished } from 'vitest';

/** What came back on one stream, when it is over. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly trailers: Readonly<Record<string, string | string[] | undefined>>;
  /** The code of RST_STREAM; 0 where the stream ended well. */
  readonly reset: number;
  /** The head was the last frame. */
  readonly endedByHead: boolean;
};

/** A client by prior knowledge, closed when the test ends. */
export function openHttp2(port: number, options: Parameters<typeof connect>[1] = {}): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`, options);
  session.on('error', () => {});
  onTestFinished(() => session.destroy());
  return session;
}

export function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders = {},
  body?: string | Buffer,
): Promise<Answer> {
  const stream = session.request({ ':path': '/', ':authority': 'a', ...headers }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return answerOf(stream);
}

export function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let head: Record<string, string | string[] | undefined> = {};
    let trailers: Record<string, string | string[] | undefined> = {};
    let endedByHead = false;
    stream.on('response', (headers, flags) => {
      head = headers as typeof head;
      endedByHead = (flags & 1) !== 0;
    });
    stream.on('trailers', (headers) => {
      trailers = headers as typeof trailers;
    });
    stream.on('data', (bytes: Buffer) => parts.push(bytes));
    stream.on('error', () => {});
    stream.on('close', () =>
      resolve({
        status: Number(head[':status'] ?? 0),
        headers: head,
        body: Buffer.concat(parts).toString(),
        trailers,
        reset: stream.rstCode,
        endedByHead,
      }),
    );
  });
}
