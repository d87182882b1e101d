import { clusterOf } from '#core/route/decide.ts';
import type { Forward } from '#core/route/decision.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { ExternalAuth } from '#core/route/table.ts';
import { createLimit } from '../step/timeout.ts';
import { wirePath } from '../step/wire-path.ts';
import type { Host } from '../upstream/host.ts';
import type { UpstreamCall } from '../upstream/upstream.ts';
import { guarded } from './failed.ts';
import { leave } from './leave.ts';
import { answerLocally } from './local-reply.ts';
import type { Leaving } from './message.ts';
import type { Turn } from './turn.ts';

/**
 * Goes on where the route asks nobody, or where the service that it asks answers 200 (Gateway API, ExternalAuth over HTTP). Any other
 * answer is the client's; a service that cannot be asked, or fails, has refused: 403.
 */
export function askFirst(turn: Turn, decision: Forward, go: () => void): void {
  const { action } = decision.route;
  const auth = action.do === 'forward' ? action.auth : undefined;
  if (!auth) return go();
  const { world, generation, reply } = turn;
  let over = false;
  let call: UpstreamCall | undefined;
  const close = () => {
    over = true;
    limit?.stop();
  };
  const refuse = () => {
    if (over) return;
    close();
    guarded(turn, () => answerLocally(turn, { status: 403, flag: 'UAEX', details: 'ext_authz_error', body: '' }));
  };
  const left = (how: Leaving) => {
    if (over) return;
    close();
    call?.abort();
    leave(turn, how);
  };
  const limit = createLimit(patienceMs, () => {
    call?.abort('timeout');
    refuse();
  });
  reply.watch({
    gone: left,
    drained: () => {},
    malformed: () => {
      reply.abort();
      left('broke-protocol');
    },
  });
  const ask = (host: Host | undefined) => {
    if (over) return;
    if (!host) return refuse();
    const answer = collectAnswer((status, headers, body) => {
      if (over) return;
      if (status !== 200 && (status < 300 || status >= 500)) return refuse();
      close();
      guarded(turn, () => {
        if (status !== 200) return deny(turn, status, headers, body);
        takeHeaders(turn.edge.lines, auth, headers);
        go();
      });
    }, refuse);
    call = world.upstreams.send(host, questionOf(turn, decision, auth), answer);
  };
  limit?.start();
  const cluster = clusterOf(generation.loaded.table, auth);
  const picked = cluster && world.upstreams.pick(cluster, {});
  if (!picked || !('then' in picked)) return ask(picked);
  picked.then((host) => guarded(turn, () => ask(host)), refuse);
}

const patienceMs = 5_000;

/** The request without its body, for the same host. */
function questionOf({ edge, life, request }: Turn, { path }: Forward, auth: ExternalAuth) {
  const headers: string[] = [];
  for (let i = 0; i + 1 < edge.lines.length; i += 2) {
    const name = edge.lines[i] as string;
    if (auth.requestHeaders.includes(name) && !framing.test(name)) headers.push(name, edge.lines[i + 1] as string);
  }
  return {
    method: request.method,
    path: wirePath(auth.path + path),
    authority: life.authority,
    headers,
    expects: false,
    client: request.connection,
  };
}

/** The head of an answer with as much of its body as is passed on. */
function collectAnswer(
  done: (status: number, headers: HeaderLines, body: Uint8Array) => void,
  failed: () => void,
): Parameters<Turn['world']['upstreams']['send']>[2] {
  let status = 0;
  let headers: HeaderLines = [];
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    head: (code, lines) => {
      [status, headers] = [code, lines];
    },
    chunk: (bytes) => {
      size += bytes.length;
      if (size <= longestBody) chunks.push(bytes);
    },
    end: () => done(status, headers, size <= longestBody ? Buffer.concat(chunks) : Buffer.alloc(0)),
    failed,
    proceed: () => {},
  };
}

const longestBody = 64 * 1024;

/** Lines about the connection, or about the body of the message that they stand in. */
const framing = /^(?:content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|host|date|server|expect)$/;

/** What the service says of the client goes on with the request, in place of what the client says of itself. */
function takeHeaders(lines: string[], { answerHeaders }: ExternalAuth, answered: HeaderLines): void {
  const taken: string[] = [];
  for (let i = 0; i + 1 < answered.length; i += 2) {
    const name = (answered[i] as string).toLowerCase();
    if (!framing.test(name) && (answerHeaders?.includes(name) ?? true)) taken.push(name, answered[i + 1] as string);
  }
  // A header that is only the service's to give must not be the client's.
  const names = new Set([...(answerHeaders ?? []), ...taken.filter((_, i) => i % 2 === 0)]);
  for (let i = lines.length - 2; i >= 0; i -= 2) {
    const name = lines[i] as string;
    if (names.has(name) && !framing.test(name)) lines.splice(i, 2);
  }
  lines.push(...taken);
}

/** The service's own refusal, with its body and the lines that belong to it. */
function deny(turn: Turn, status: number, headers: HeaderLines, body: Uint8Array): void {
  const add: [string, string][] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    // A percent sign of the service's is no operator.
    if (!framing.test(name) || name === 'content-type')
      add.push([name, (headers[i + 1] as string).replaceAll('%', '%%')]);
  }
  const operations = [{ remove: [], set: [], add }];
  answerLocally(turn, { status, flag: 'UAEX', details: 'ext_authz_denied', body, operations });
}
