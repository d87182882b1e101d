import { headerValue } from '#core/match/header-value.ts';
import { raise } from '../record.ts';
import type { Reply, Request } from '../serve/message.ts';
import { type ServeWorld, sidecarServer } from '../serve/turn.ts';
import { replyHeaders } from '../step/response-headers.ts';

/** Why the proxy sends a request nowhere; `text` is for whoever set it up. */
export type Refused = {
  readonly status: number;
  readonly details: string;
  readonly flag?: string;
  readonly text: string;
};

/** Answers a request that names no place to go, writes its line, and ends the connection. */
export function refuseRequest(
  world: ServeWorld,
  generation: number,
  listener: string,
  request: Request,
  reply: Reply,
  { status, details, flag = '-', text }: Refused,
): void {
  const life = world.recorder.begin(generation, request.connection);
  life.listener = listener;
  life.proxy = 'mesh';
  life.method = request.method;
  life.path = request.target;
  life.authority = headerValue(request.headers, 'host') ?? '';
  life.requestHeaders = request.headers;
  life.protocol = request.version === '2' ? 'HTTP/2' : `HTTP/${request.version}`;
  life.status = status;
  life.details = details;
  raise(life, flag);
  const body = Buffer.from(text);
  const lines = ['content-type', 'text/plain', 'content-length', String(body.length)];
  const headers = replyHeaders(lines, sidecarServer, world.date());
  life.responseHeaders = headers;
  life.bytesSent = request.method === 'HEAD' ? 0 : body.length;
  reply.send(status, headers, request.method === 'HEAD' ? undefined : body, true);
  world.recorder.finish(life);
}
