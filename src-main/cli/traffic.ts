import { writeFile } from 'node:fs/promises';
import { type Call, type Command, WrongUse } from './command.ts';
import { hideSecrets } from './hide-secrets.ts';
import { type Ask, pidOption, withRunning } from './running-slipway.ts';
import type { Terminal } from './terminal.ts';
import { detailLines, trafficLines } from './traffic-lines.ts';

const usual = 50;
const most = 5_000;

/** What went through the gateway of the Slipway that runs. */
export const traffic: Command = {
  name: 'traffic',
  summary: 'what went through the gateway of a Slipway that runs; one exchange whole, sent again, or all as a HAR file',
  operands: '[list|show ID|har|resend ID|clear] [FILE|DIR]',
  options: {
    last: {
      type: 'string',
      value: 'N',
      help: `list: so many of the newest, at most ${most}; ${usual} unless said otherwise`,
    },
    json: { type: 'boolean', help: 'list, show and resend: as JSON' },
    out: { type: 'string', value: 'FILE', help: 'har: the file to be written, in place of standard output' },
    'with-secrets': {
      type: 'boolean',
      help: 'show and har: with credentials, and with fields named like passwords, tokens and keys',
    },
    ...pidOption,
  },
  remarks: [
    'Without a word it lists. Where several run, the file or folder that one of them serves says which is meant.',
    'A HAR file (1.2) opens in browsers and most tools for HTTP. Without --with-secrets, values of credentials read [redacted].',
    'resend sends a recorded request once more through the gateway, credentials and body included, and exits with 1 where that fails.',
  ],
  run: (call, terminal) => {
    const { word, ids, paths } = wordsOf(call.operands);
    return withRunning(call, paths, terminal, (ask) => works[word](call, ids, terminal, ask));
  },
};

type Word = 'list' | 'show' | 'har' | 'resend' | 'clear';
type Work = (call: Call, ids: readonly number[], terminal: Terminal, ask: Ask) => Promise<number>;

const works: Readonly<Record<Word, Work>> = {
  list: async (call, _, terminal, ask) => {
    const exchanges = await ask('traffic.list', { last: lastOf(call) });
    if (call.flag('json')) terminal.answer(JSON.stringify(exchanges, null, 2));
    else terminal.answer(exchanges.length === 0 ? 'no request has been recorded' : trafficLines(exchanges).join('\n'));
    return 0;
  },
  show: async (call, ids, terminal, ask) => {
    const details = await ask('traffic.details', { id: onlyId(ids, 'show'), ...revealOf(call) });
    if (!details.ok) return refuse(terminal, details.failure.message);
    const shown = call.flag('with-secrets') ? details.value : hideSecrets(details.value);
    terminal.answer(call.flag('json') ? JSON.stringify(shown, null, 2) : detailLines(shown).join('\n'));
    return 0;
  },
  har: async (call, ids, terminal, ask) => {
    const file = await ask('traffic.har', { ...(ids.length > 0 && { ids }), ...revealOf(call) });
    if (!file.ok) return refuse(terminal, file.failure.message);
    const { text, entries, left, full } = file.value;
    const out = call.value('out');
    if (out === undefined) terminal.answer(text.trimEnd());
    else {
      const why = await writeFile(out, text, { mode: 0o600 }).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (why !== undefined) return refuse(terminal, `"${out}" cannot be written (${why})`);
      terminal.note(`slipway: ${entries} ${entries === 1 ? 'exchange' : 'exchanges'} in "${out}"`);
    }
    if (left > 0)
      terminal.note(
        `slipway: ${left} left out: ${full ? 'a file holds at most 64 MiB, the newest ones' : 'connections without HTTP, or no longer kept'}`,
      );
    return 0;
  },
  resend: async (call, ids, terminal, ask) => {
    const sent = await ask('traffic.resend', { id: onlyId(ids, 'resend') });
    if (!sent.ok) return refuse(terminal, sent.failure.message);
    const { id, status, statusText, headers, body, binary, truncated, durationMs } = sent.value;
    if (call.flag('json')) {
      terminal.answer(JSON.stringify(sent.value, null, 2));
      return 0;
    }
    terminal.answer(
      [
        `${status} ${statusText}`.trimEnd(),
        ...headers.map(([name, value]) => `${name}: ${value}`),
        '',
        binary ? `(${Math.ceil((body.length * 3) / 4)} bytes that are no text)` : body.trimEnd(),
      ].join('\n'),
    );
    const cut = truncated ? ', of whose body only the beginning is shown' : '';
    terminal.note(
      `slipway: answered in ${Math.round(durationMs)} ms${id === undefined ? '' : `, exchange ${id}`}${cut}`,
    );
    return 0;
  },
  clear: async (_, __, terminal, ask) => {
    await ask('traffic.clear', null);
    terminal.note('slipway: nothing is kept of the traffic until now');
    return 0;
  },
};

/** A folder with the name of a word is written `./list`. */
const wordsOf = (
  operands: readonly string[],
): { readonly word: Word; readonly ids: readonly number[]; readonly paths: readonly string[] } => {
  const [first = '', ...others] = operands;
  const isWord = Object.hasOwn(works, first);
  const word = isWord ? (first as Word) : 'list';
  const rest = isWord ? others : operands;
  const isId = (one: string) => /^\d{1,15}$/.test(one) && word !== 'list' && word !== 'clear';
  return { word, ids: rest.filter(isId).map(Number), paths: rest.filter((one) => !isId(one)) };
};

const onlyId = (ids: readonly number[], word: Word): number => {
  const [id] = ids;
  if (id === undefined || ids.length > 1)
    throw new WrongUse(`"traffic ${word}" needs one id, as "slipway traffic" lists them`);
  return id;
};

const lastOf = (call: Call): number => {
  const last = call.value('last');
  if (last === undefined) return usual;
  const count = /^\d{1,4}$/.test(last) ? Number(last) : 0;
  if (count < 1 || count > most) throw new WrongUse(`"--last ${last}" is no number from 1 to ${most}`);
  return count;
};

const revealOf = (call: Call): { readonly reveal?: true } => (call.flag('with-secrets') ? { reveal: true } : {});

const refuse = (terminal: Terminal, message: string): number => {
  terminal.note(`slipway: ${message}`);
  return 1;
};
