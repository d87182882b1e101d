import type { ReachState } from '#contract/reach.ts';
import { type CopyForm, copyForms, copyOf, needsProxy, needsUrl } from '#core/reach/copies.ts';
import { type Door, doorsOf, indexDoors, localUrl } from '#core/reach/doors.ts';
import { instead, urlAt } from '#core/reach/way-to.ts';
import { type Call, type Command, columns, WrongUse } from './command.ts';
import { type Ask, pidOption, withRunning } from './running-slipway.ts';
import type { Terminal } from './terminal.ts';

/** A new profile of Firefox takes its time where the machine is busy. */
const startMs = 90_000;
/** As many hosts as one line can name. */
const listedHosts = 5;

/** A URL of the gateway in a browser with a throw-away profile, or as text for other programs. */
export const open: Command = {
  name: 'open',
  summary: 'a URL of the gateway in a browser of its own, or as text for other programs',
  operands: '[URL|HOST]',
  options: {
    browser: { type: 'string', value: 'ID', help: 'another browser than the first that is found; see --list' },
    as: { type: 'string', value: 'FORM', help: `instead of opening it, print it as ${copyForms.join(', ')}` },
    powershell: { type: 'boolean', help: 'with --as: lines for PowerShell instead of sh' },
    list: { type: 'boolean', help: 'browsers that were found, and those that run' },
    close: { type: 'string', value: 'ID', help: 'end a browser that runs, and delete its profile' },
    json: { type: 'boolean', help: 'the answer as JSON' },
    ...pidOption,
  },
  remarks: [
    'The browser is started by the Slipway that runs, and ends with it. Its profile is new and is deleted when it closes; every host of the',
    'running table works in it under its real URL, with certificates of the local authority trusted, and nothing else of the machine changes.',
    'SLIPWAY_BROWSER names a program to be used first, SLIPWAY_BROWSER_ARGS more arguments for it; both are read by "slipway run".',
    'Without a URL the first one of the table is opened; a host alone stands for its first URL.',
  ],
  run: (call, terminal) => {
    const [written, more] = call.operands;
    if (more !== undefined) throw new WrongUse('one URL is enough');
    const form = formOf(call.value('as'));
    if (call.flag('powershell') && form === undefined) throw new WrongUse('"--powershell" goes with "--as"');
    return withRunning(call, undefined, terminal, (ask) => {
      if (call.flag('list')) return list(ask, call, terminal);
      const closed = call.value('close');
      if (closed !== undefined) return close(ask, closed, terminal);
      return form === undefined ? start(ask, call, written, terminal) : print(ask, call, form, written, terminal);
    });
  },
};

const formOf = (written: string | undefined): CopyForm | undefined => {
  if (written === undefined) return undefined;
  const form = copyForms.find((one) => one === written);
  if (form === undefined) throw new WrongUse(`"--as ${written}" is no form; it is one of ${copyForms.join(', ')}`);
  return form;
};

const start = async (ask: Ask, call: Call, written: string | undefined, terminal: Terminal): Promise<number> => {
  const { doors } = await look(ask);
  const url = urlFor(written, doors);
  if (url === undefined) return failed(noUrl(written, doors), terminal);
  const browser = call.value('browser');
  const opened = await ask('browser.open', { url, ...(browser !== undefined && { browser }) }, startMs);
  if (!opened.ok) return failed(opened.failure.message, terminal);
  if (!leadsHere(url, doors)) terminal.note(`slipway: no server of the gateway has ${url}; ${elsewhere(url, doors)}`);
  terminal.answer(
    call.flag('json') ? JSON.stringify(opened.value, null, 2) : `${opened.value.id}  ${opened.value.url}`,
  );
  return 0;
};

const print = async (
  ask: Ask,
  call: Call,
  form: CopyForm,
  written: string | undefined,
  terminal: Terminal,
): Promise<number> => {
  const { doors, listeners, authorityFile } = await look(ask);
  const found = urlFor(written, doors);
  if (found === undefined && (written !== undefined || needsUrl(form))) return failed(noUrl(written, doors), terminal);
  const url = found ?? '';
  const proxy = needsProxy(form) ? await ask('browser.proxy', null) : undefined;
  if (proxy !== undefined && !proxy.ok) return failed(proxy.failure.message, terminal);
  const shell = call.flag('powershell') ? 'powershell' : 'sh';
  const text = copyOf(form, { url, doors, listeners, proxy: proxy?.value, authorityFile, shell });
  if (!text.ok) return failed(text.failure.message, terminal);
  terminal.answer(call.flag('json') ? JSON.stringify({ form, url, text: text.value }, null, 2) : text.value);
  return 0;
};

const list = async (ask: Ask, call: Call, terminal: Terminal): Promise<number> => {
  const state = await ask('reach.state', null);
  const { browsers, sessions } = state;
  terminal.answer(call.flag('json') ? JSON.stringify({ browsers, sessions }, null, 2) : listLines(state).join('\n'));
  return 0;
};

const listLines = ({ browsers, sessions }: ReachState): readonly string[] => {
  if (browsers.length === 0) return ['no browser was found; install one, or name one in SLIPWAY_BROWSER'];
  const rows = browsers.map(({ id, name, version = '', packaged, path }): [string, string] => [
    id,
    [name, version, packaged === undefined ? '' : `(${packaged})`, path].filter(Boolean).join('  '),
  ]);
  const running = sessions.map(({ id, url }): [string, string] => [id, url]);
  return [...columns(rows), ...(running.length === 0 ? [] : ['running:', ...columns(running)])];
};

const close = async (ask: Ask, id: string, terminal: Terminal): Promise<number> => {
  const { sessions } = await ask('reach.state', null);
  if (!sessions.some((one) => one.id === id))
    return failed(`there is no browser "${id}" that runs; "slipway open --list" says which do`, terminal);
  await ask('browser.close', { id });
  return 0;
};

const look = async (ask: Ask) => {
  const [{ table }, { gateway, authorityFile }] = await Promise.all([
    ask('gateway.table', null),
    ask('gateway.state', null),
  ]);
  return { doors: doorsOf(table, gateway.listeners), listeners: gateway.listeners, authorityFile };
};

/** A URL as written, the first one of a host, or the first one of all; undefined where there is none. */
const urlFor = (written: string | undefined, doors: readonly Door[]): string | undefined => {
  if (written === undefined) {
    const named = doors.filter(({ host }) => !host.startsWith('*')).flatMap((door) => urlAt(door.host, door) ?? []);
    const [any] = doors.filter(({ scheme }) => scheme === 'http' || scheme === 'https');
    return named[0] ?? (any && localUrl(any));
  }
  if (/^https?:\/\//i.test(written)) return URL.canParse(written) ? written : undefined;
  const [, host = '', path = ''] = /^([^/?#:@]+)(\/.*)?$/.exec(written) ?? [];
  const urls = indexDoors(doors)
    .named(host)
    .flatMap((door) => urlAt(host, door) ?? []);
  // As browsers do of late.
  const url = urls.find((one) => one.startsWith('https:')) ?? urls[0];
  return url && (path === '' ? url : url.replace(/\/$/, path));
};

const leadsHere = (written: string, doors: readonly Door[]): boolean => {
  const { protocol, hostname, port } = new URL(written);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.startsWith('127.');
  return isLocal || indexDoors(doors).find(hostname, Number(port || (protocol === 'https:' ? 443 : 80))) !== undefined;
};

/** A name of the gateway goes nowhere else: a port that it has not is a page that cannot be reached. */
const elsewhere = (written: string, doors: readonly Door[]): string => {
  const { hostname } = new URL(written);
  const named = indexDoors(doors).named(hostname);
  return named.length === 0 ? 'it is opened as it is' : instead(hostname, named);
};

const noUrl = (written: string | undefined, doors: readonly Door[]): string => {
  if (written === undefined) return 'the gateway has no server for browsers; name a URL';
  const hosts = [...new Set(doors.filter(({ scheme }) => scheme.startsWith('http')).map(({ host }) => host))];
  const more = hosts.length > listedHosts ? ` and ${hosts.length - listedHosts} more` : '';
  const which = hosts.length === 0 ? '' : `; it has ${hosts.slice(0, listedHosts).join(', ')}${more}`;
  return `"${written}" is no URL with http or https, and no host of the gateway${which}`;
};

const failed = (message: string, terminal: Terminal): number => {
  terminal.note(`slipway: ${message}`);
  return 1;
};
