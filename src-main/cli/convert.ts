import { writeFile } from 'node:fs/promises';
import { build } from '#core/build.ts';
import { type Converted, type ReportEntry, type RouteKind, routeKinds } from '#core/convert/answers.ts';
import { convert as convertRoute } from '#core/convert/convert.ts';
import { type Command, WrongUse } from './command.ts';
import { plural } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';

/** A route in another API, with a report of what is lost. */
export const convert: Command = {
  name: 'convert',
  summary: 'write a VirtualService, HTTPRoute or Ingress as one of the others, and say what is lost',
  operands: 'KIND NAME --to KIND [FILE|DIR…]',
  options: {
    to: { type: 'string', value: 'KIND', help: 'the new kind; its Gateways come along' },
    write: { type: 'string', value: 'FILE', help: 'put the new documents into a file that is not there yet' },
    strict: { type: 'boolean', help: 'exit with 1 where anything is lost or only nearly the same' },
    json: { type: 'boolean', help: 'documents and report as JSON on standard output' },
  },
  remarks: [
    `KIND is ${routeKinds.join(', ')}; NAME is "namespace/name" (the namespace "default" may be left out).`,
    'The new documents go to standard output, the report to standard error; the originals stay as they are.',
    'Exit code: 0 when done, 1 when it cannot be done (with --strict also where something is lost), 2 for wrong use.',
  ],
  run: async (call, terminal) => {
    const [kind = '', written = '', ...operands] = call.operands;
    if (written === '') throw new WrongUse('"convert" needs KIND and NAME');
    const from = kindOf(kind);
    const to = kindOf(call.value('to') ?? '');
    if (from === to) throw new WrongUse(`"--to" names the kind that it is already; use ${others(from)}`);
    const file = call.value('write');
    const [namespace, name] = written.includes('/') ? written.split('/', 2) : ['default', written];
    const { sources, failures } = await readSources(operands, terminal);
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    const target = { kind: from, namespace: namespace ?? '', name: name ?? '' };
    const converted = convertRoute(build(sources), target, to);
    if (call.flag('json')) terminal.answer(JSON.stringify(converted, null, 2));
    if (!converted.ok) {
      terminal.note(`slipway: ${converted.message}`);
      return 1;
    }
    if (file !== undefined) {
      const problem = await writeNew(file, converted.text);
      if (problem !== undefined) {
        terminal.note(`slipway: ${problem}`);
        return 1;
      }
    } else if (!call.flag('json')) terminal.answer(converted.text.replace(/\n$/, ''));
    for (const line of reportLines(converted)) terminal.note(line);
    return call.flag('strict') && converted.report.some(isLoss) ? 1 : 0;
  },
};

const others = (kind: RouteKind): string => routeKinds.filter((one) => one !== kind).join(' or ');

/** In any case, as kubectl takes it. */
const kindOf = (written: string): RouteKind => {
  const found = routeKinds.find((one) => one.toLowerCase() === written.toLowerCase());
  if (found === undefined) {
    throw new WrongUse(
      `${written === '' ? '"--to" is missing' : `"${written}" is no kind of route`}; use ${routeKinds.join(', ')}`,
    );
  }
  return found;
};

/** What a person has written is never lost: only a new file is made. Gives the reason where it cannot be. */
const writeNew = async (file: string, text: string): Promise<string | undefined> => {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'EEXIST'
      ? `"${file}" is there already, and stays as it is; name a new file`
      : `"${file}" cannot be written: ${message}`;
  }
};

const isLoss = ({ is }: ReportEntry): boolean => is !== 'decide';

const reportLines = ({ report, documents, checked }: Extract<Converted, { ok: true }>): readonly string[] => {
  const count = (is: ReportEntry['is']): number => report.filter((one) => one.is === is).length;
  return [
    ...report.map(
      ({ is, field, message, place }) => `${place.file}:${place.line}:${place.column}: ${is}: ${field}: ${message}`,
    ),
    `slipway: ${plural(checked.requests, 'generated request')} sent to both, ${checked.different} answered otherwise`,
    `slipway: ${plural(documents.length, 'document')}; ${count('lost')} lost, ${count('approximated')} approximated, ${count('decide')} to decide`,
  ];
};
