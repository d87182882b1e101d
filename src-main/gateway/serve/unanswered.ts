import { headerValue } from '#core/match/header-value.ts';
import { explain } from '#core/route/explain.ts';
import type { Settings } from '#core/route/table.ts';
import { explainPage } from './explain-page.ts';
import { answerLocally, type LocalReply } from './local-reply.ts';
import type { Turn } from './turn.ts';

/**
 * A local reply that means "nobody answered". To people in a browser, a 404 or 503 comes as a page that says why and what to do next,
 * with the same status; to everybody else exactly as Envoy sends it (setting `explainErrors`).
 */
export function unanswered(turn: Turn, local: LocalReply): void {
  const { facts, generation, life } = turn;
  const { table } = generation.loaded;
  const told = (local.status === 404 || local.status === 503) && facts && wantsPage(turn, table.settings);
  if (!told) return answerLocally(turn, local);
  const explanation = explain(generation.loaded, facts);
  const listener = generation.loaded.listeners.get(facts.listener)?.listener;
  const page = explainPage({ explanation, listener, local, address: life.upstream?.host });
  answerLocally(turn, { ...local, body: page, contentType: 'text/html; charset=utf-8' });
}

function wantsPage({ life, edge }: Turn, { explainErrors }: Settings): boolean {
  if (headerValue(edge.lines, 'content-type')?.startsWith('application/grpc')) return false;
  if (explainErrors !== 'browsers') return explainErrors === 'always';
  if (life.method !== 'GET' && life.method !== 'HEAD') return false;
  const mode = headerValue(edge.lines, 'sec-fetch-mode');
  // Scripts and images of a page want what the service would have sent them.
  if (mode !== undefined && mode !== 'navigate') return false;
  return prefersHtml(headerValue(edge.lines, 'accept') ?? '');
}

/** Whether `text/html` is named and nothing else is wanted more (RFC 9110 section 12.5.1). `*` alone is no wish for a page. */
export function prefersHtml(accept: string): boolean {
  let html = 0;
  let best = 0;
  for (const part of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((p) => p.trim());
    const weight = parameters.find((p) => p.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2)) || 0;
    if (type === 'text/html' || type === 'application/xhtml+xml') html = Math.max(html, quality);
    else if (type !== '*/*') best = Math.max(best, quality);
  }
  return html > 0 && html >= best;
}
