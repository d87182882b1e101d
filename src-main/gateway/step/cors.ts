import type { HeaderLines } from '#core/route/facts.ts';
import type { Turn } from '../serve/turn.ts';
import { replyHeaders } from './response-headers.ts';

/** Answers a preflight request: 200, no body, and no header operations, because they belong to answers of the route (reference 5.13). */
export function preflight(turn: Turn, lines: HeaderLines): void {
  const { life, reply, world, generation } = turn;
  life.status = 200;
  life.details = 'cors_response';
  const { serverHeader } = generation.loaded.table.settings;
  const headers = replyHeaders([...lines, 'content-length', '0'], serverHeader, world.date());
  life.responseHeaders = headers;
  turn.answered = true;
  reply.send(200, headers, undefined, turn.closing || turn.leaving());
  world.recorder.finish(life);
}

/** The lines of an answer with those of the CORS policy in place of the service's own; the same list where there is no policy. */
export function withCors(lines: string[], cors: HeaderLines | undefined): string[] {
  if (cors === undefined) return lines;
  const names = new Set(cors.filter((_, i) => i % 2 === 0));
  const result: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    if (!names.has(name)) result.push(name, lines[i + 1] as string);
  }
  result.push(...cors);
  return result;
}
