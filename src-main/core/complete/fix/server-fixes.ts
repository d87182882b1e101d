import { plainOf } from '../../edit/model.ts';
import { removeAt, renameKey, setValue } from '../../edit/yaml-edits.ts';
import { knownProtocols } from '../../resource/istio/protocol.ts';
import { nearest } from '../../text/nearest.ts';
import { edited, type FixContext, type Fixer, fixHere, valueAt, writtenAt } from './context.ts';

/** The usual protocols of well-known ports. */
const usual: Readonly<Record<number, string>> = {
  80: 'HTTP',
  443: 'HTTPS',
  8080: 'HTTP',
  8443: 'HTTPS',
  9080: 'HTTP',
  3306: 'MYSQL',
  6379: 'REDIS',
  27017: 'MONGO',
};

/** The protocol that is nearly written, that the port's name begins with, or that its number usually has. */
export const protocol: Fixer = (context) => {
  const port = context.path.slice(0, -1);
  const written = writtenAt(context);
  const name = writtenAt({ ...context, path: [...port, 'name'] });
  const number = Number(writtenAt({ ...context, path: [...port, 'number'] }));
  const byName = knownProtocols.find((one) => one.toLowerCase() === name.split('-')[0]?.toLowerCase());
  const near = nearest(written, knownProtocols);
  const words = [...new Set([near, byName, usual[number]].filter((word) => word !== undefined))];
  return words.flatMap((word, index) =>
    fixHere(context, `Use ${word}`, setValue(edited(context), [...port, 'protocol'], word), index === 0),
  );
};

/** A server of HTTPS needs certificates: those of a Secret, which the local authority stands in for. */
export const addTls: Fixer = (context) => {
  const server = context.path.slice(0, context.path.lastIndexOf('port'));
  const tls = { mode: 'SIMPLE', credentialName: `${context.name}-credential` };
  return fixHere(context, 'Add "tls"', setValue(edited(context), [...server, 'tls'], tls));
};

/** A name that no other port of the Gateway has. */
export const portName: Fixer = (context) => {
  const { path } = context;
  const port = path.slice(0, -1);
  const servers = valueAt({ ...context, path: path.slice(0, path.lastIndexOf('servers') + 1) });
  const taken = new Set(
    (servers?.is === 'list' ? servers.items : []).map((item) => {
      const plain = plainOf(item) as { readonly port?: { readonly name?: unknown } };
      return plain.port?.name;
    }),
  );
  const spoken = writtenAt({ ...context, path: [...port, 'protocol'] }).toLowerCase() || 'http';
  const number = writtenAt({ ...context, path: [...port, 'number'] });
  const name = [
    spoken,
    `${spoken}-${number}`,
    ...Array.from({ length: 20 }, (_, index) => `${spoken}-${index + 2}`),
  ].find((one) => !taken.has(one));
  if (name === undefined || path.at(-1) !== 'name') return [];
  return fixHere(context, `Name it "${name}"`, setValue(edited(context), path, name), true);
};

/** A deprecated field, as it is written today. */
export const mirrorPercentage: Fixer = (context) => {
  const value = Number(writtenAt(context));
  const edits = renamedWith(context, 'mirrorPercentage', { value });
  return Number.isFinite(value) ? fixHere(context, 'Write "mirrorPercentage"', edits, true) : [];
};

export const consecutiveErrors: Fixer = (context) =>
  fixHere(
    context,
    'Rename to "consecutive5xxErrors"',
    renameKey(edited(context), context.path, 'consecutive5xxErrors'),
    true,
  );

export const ringSize: Fixer = (context) => {
  const value = Number(writtenAt(context));
  const edits = renamedWith(context, 'ringHash', { minimumRingSize: value });
  return Number.isFinite(value) ? fixHere(context, 'Move it into "ringHash"', edits, true) : [];
};

const renamedWith = (context: FixContext, key: string, value: { readonly [key: string]: number }) => {
  const document = edited(context);
  const [renamed, set] = [renameKey(document, context.path, key), setValue(document, context.path, value)];
  return renamed && set ? [...renamed, ...set] : undefined;
};

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'];

/** Methods are written in capitals. */
export const upperCase: Fixer = (context) => {
  const written = writtenAt(context);
  const upper = written.toUpperCase();
  return upper === written || !methods.includes(upper)
    ? []
    : fixHere(context, `Replace with "${upper}"`, setValue(edited(context), context.path, upper), true);
};

/** A short name stands for nothing in a Gateway. */
export const everyHost: Fixer = (context) => {
  const list = context.path.at(-1) === 'hosts' ? context.path : context.path.slice(0, -1);
  return fixHere(context, 'Serve every host ("*")', setValue(edited(context), list, ['*']));
};

/** Only one of several may stay: this one goes. */
export const removeThis: Fixer = (context) => fixHere(context, 'Remove it', removeAt(edited(context), context.path));
