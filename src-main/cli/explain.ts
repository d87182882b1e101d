import { build } from '#core/build.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from '#core/convert/complete-explanation.ts';
import { explainRequest } from '#core/route/explain.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import { printExplanation, toDecisionLine } from '#core/route/print-explanation.ts';
import { splitUrl, type WrittenRequest } from '#core/route/request-facts.ts';
import { type Command, WrongUse } from './command.ts';
import { sayErrors } from './count-diagnostics.ts';
import { readRequestLine, readRequestLines } from './read-requests.ts';
import { readSources } from './read-sources.ts';
import { readHeader, splitOperands } from './split-operands.ts';

/** Who would answer a request, and why: the same decision as the gateway's, without sending anything. */
export const explain: Command = {
  name: 'explain',
  summary: 'say who would answer a request and why, without sending it',
  operands: '[FILE|DIR…] (METHOD URL | CURL)',
  options: {
    header: { type: 'string', short: 'H', multiple: true, value: "'name: value'", help: 'a header of the request' },
    requests: { type: 'string', value: 'FILE', help: 'many requests as JSON Lines; one decision per line is printed' },
    mesh: {
      type: 'boolean',
      help: 'requests that a client of the mesh sends, in place of those that come to the gateway',
    },
    all: { type: 'boolean', help: 'every route that was asked, also where there are thousands' },
    json: { type: 'boolean', help: 'the decision as one line of JSON' },
  },
  remarks: [
    'METHOD is the first word in capitals that a URL follows; what stands before it is read as YAML.',
    'URL begins with http:// or https://; tcp://HOST:PORT and tls://HOST:PORT say where a connection goes that is not HTTP, with any METHOD.',
    'CURL is a whole curl command in quotes, as copied from a browser; options that say nothing about the answer are skipped.',
    'A line of --requests is {"method": "GET", "url": "http://shop.local/", "headers": {"name": "value"}}.',
  ],
  run: async (call, terminal) => {
    const file = call.value('requests');
    const headers = call.values('header').map(readHeader);
    const asked = splitOperands(call.operands);
    if (file === undefined && asked.request === undefined) {
      throw new WrongUse('a method and an absolute URL are needed, as in "GET http://httpbin.example.com/status/200"');
    }
    const url = asked.request === undefined ? undefined : splitUrl(asked.request.url);
    if (url !== undefined && 'reason' in url) throw new WrongUse(url.reason);
    if (file !== undefined && (asked.request !== undefined || headers.length > 0)) {
      throw new WrongUse('"--requests" brings its own requests; leave METHOD, URL and headers out');
    }
    if (file === '-' && asked.paths.includes('-')) {
      throw new WrongUse('standard input cannot be the YAML and the requests at once');
    }
    const lines = file === undefined ? undefined : await readRequestLines(file, terminal);
    const { sources, failures } = await readSources(asked.paths, terminal);
    const built = build(sources);
    const { table, diagnostics } = built;
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    const errors = sayErrors(diagnostics);
    if (errors !== undefined) terminal.note(errors);
    const loaded = load(table);
    const from = call.flag('mesh') ? ({ from: 'mesh' } as const) : {};
    if (lines !== undefined) {
      let bad = 0;
      for (const [i, line] of lines.entries()) {
        const { text, ok } = answerLine(loaded, line, i + 1, from);
        terminal.answer(text);
        if (!ok) bad += 1;
      }
      return bad > 0 ? 1 : 0;
    }
    for (const note of asked.notes ?? []) terminal.note(`slipway: ${note}`);
    const sender = asked.from ? { from: asked.from } : from;
    const request: WrittenRequest = {
      method: 'GET',
      url: '',
      ...asked.request,
      headers: [...(asked.headers ?? []), ...headers],
      ...sender,
    };
    const plain = explainRequest(loaded, request, [], { all: call.flag('all') });
    const explanation = completeExplanation(plain, answerFromDocuments(built, askDocuments(plain)));
    terminal.answer(
      call.flag('json')
        ? JSON.stringify(toDecisionLine(explanation))
        : printExplanation(explanation, { colour: terminal.colour }),
    );
    return 0;
  },
};

/** One line out for every line in, so that both can be read side by side. */
const answerLine = (
  loaded: LoadedTable,
  line: string,
  number: number,
  from: Pick<WrittenRequest, 'from'>,
): { text: string; ok: boolean } => {
  const request = readRequestLine(line);
  if (!request.ok) return { text: JSON.stringify({ error: `line ${number} ${request.reason}` }), ok: false };
  return { text: JSON.stringify(toDecisionLine(explainRequest(loaded, { ...request.value, ...from }))), ok: true };
};
