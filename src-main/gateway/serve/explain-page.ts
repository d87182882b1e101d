import type { Candidate, Explanation } from '#core/route/explanation.ts';
import type { Listener, Origin } from '#core/route/table.ts';
import type { LocalReply } from './local-reply.ts';

export type Unanswered = {
  readonly explanation: Explanation;
  readonly listener: Listener | undefined;
  readonly local: LocalReply;
  /** `address:port` that was dialled, where one was. */
  readonly address: string | undefined;
};

/** Longer lists are cut: the page is to be read. */
const mostRoutes = 40;
const mostHosts = 25;

/**
 * A page for people that says why nobody answered: what was asked, which listener and virtual hosts were looked at, every route
 * with the condition that failed (the nearest misses first), and what to do next. One self-contained document; everything that
 * comes from outside is escaped.
 */
export function explainPage({ explanation, listener, local, address }: Unanswered): string {
  const { request, hosts, candidates, unlisted, hints, nextSteps } = explanation;
  const title = titleOf(local);
  const tried = [...candidates].sort((a, b) => misses(a) - misses(b));
  const steps =
    address === undefined
      ? nextSteps
      : [`start the service that is bound to "${address}", or bind it to another address`, ...nextSteps];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${local.status} ${text(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="status">${local.status}${local.flag && local.flag !== '-' ? ` <code>${text(local.flag)}</code>` : ''} <code>${text(local.details)}</code></p>
<h1>${text(title)}</h1>
<p class="request"><code>${text(`${request.method} ${request.scheme}://${request.authority}${request.path}`)}</code></p>
${typeof local.body === 'string' && local.body !== '' ? `<p class="reason">${text(local.body)}</p>` : ''}
${section('Nearly', list(hints.map(hintText)))}
${section('What to do next', list(steps.map(text)))}
${section('Routes that were tried', routes(tried, unlisted.failed + unlisted.notReached))}
${section('Virtual hosts', hostList(hosts))}
${section('Listener', listener ? listenerText(listener) : '')}
</main>
</body>
</html>
`;
}

function titleOf({ status, details }: LocalReply): string {
  switch (details) {
    case 'route_not_found':
      return 'No route takes this request';
    case 'cluster_not_found':
      return 'The route leads to a destination that does not exist';
    case 'no_healthy_upstream':
      return 'The destination is not bound to any address';
    default:
      return status === 404 ? 'Not found at this gateway' : 'The service did not answer';
  }
}

/** The winner first, then by the number of conditions that failed; what was never asked comes last. */
function misses({ verdict, checks }: Candidate): number {
  if (verdict === 'chosen') return -1;
  if (verdict === 'failed') return checks.filter((c) => !c.holds).length;
  return verdict === 'omitted' ? 1_000 : 2_000;
}

function routes(candidates: readonly Candidate[], unlisted: number): string {
  if (candidates.length === 0) return '';
  const rows = candidates.slice(0, mostRoutes).map((candidate) => {
    const { origin, verdict, checks, action } = candidate;
    const said = checks.map((c) => `<li class="${c.holds ? 'holds' : 'fails'}">${text(c.message)}</li>`).join('');
    return `<li class="route ${verdict}"><p><strong>${text(`${origin.kind} ${origin.namespace}/${origin.name}`)}</strong> <code>${text(origin.path)}</code> <span class="place">${text(placeOf(origin))}</span></p>${said === '' ? '' : `<ul>${said}</ul>`}${action === '' ? '' : `<p class="action">${text(action)}</p>`}</li>`;
  });
  const more = candidates.length - rows.length + unlisted;
  return `<ol>${rows.join('\n')}</ol>${more > 0 ? `<p>… and ${more} more</p>` : ''}`;
}

function hostList(hosts: Explanation['hosts']): string {
  const rows = hosts
    .slice(0, mostHosts)
    .map(
      (h) => `<span class="${h.chosen ? 'holds' : 'fails'}"><code>${text(h.domain)}</code> ${text(h.message)}</span>`,
    );
  const more = hosts.length - rows.length;
  return list(more > 0 ? [...rows, `… and ${more} more`] : rows);
}

function listenerText({ port, declaredPorts, chains }: Listener): string {
  const servers = chains.flatMap((chain) => chain.servers);
  const rows = servers.map(
    ({ origin, portName, hosts }) =>
      `<strong>${text(`${origin.kind} ${origin.namespace}/${origin.name}`)}</strong> <code>${text(portName)}</code> for ${text(hosts.map((h) => `"${h}"`).join(', '))} <span class="place">${text(placeOf(origin))}</span>`,
  );
  return `<p>Port ${text((declaredPorts.length > 0 ? declaredPorts : [port]).join(', '))}</p>${list(rows)}`;
}

const hintText = ({ message, origin }: Explanation['hints'][number]): string =>
  `${text(message)}${origin === undefined ? '' : ` <span class="place">${text(placeOf(origin))}</span>`}`;

const placeOf = ({ place }: Origin): string => `${place.file}:${place.line}`;

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${title}</h2>${body}</section>`;

/** `rows` are HTML. */
const list = (rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<ul>${rows.map((row) => `<li>${row}</li>`).join('')}</ul>`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const text = (value: string): string => value.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const style = `
:root{color-scheme:light dark;--ink:#1d2330;--soft:#5b6478;--line:#dfe3ec;--back:#f7f8fb;--card:#fff;--good:#19734a;--bad:#b3341f}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf2;--soft:#9aa4b8;--line:#303747;--back:#14171f;--card:#1c212c;--good:#5fd39b;--bad:#ff8f78}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1rem;margin:0 0 .5rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin-top:1rem}
code{font:0.9em ui-monospace,monospace;overflow-wrap:anywhere}
ul,ol{margin:0;padding-left:1.25rem}
p{margin:.25rem 0}
.status,.place,.action{color:var(--soft)}
.reason{color:var(--bad)}
.route{margin:.5rem 0}
.holds::marker,.holds{color:var(--good)}
.fails::marker,.fails{color:var(--bad)}
.not-reached,.omitted{color:var(--soft)}
`;
