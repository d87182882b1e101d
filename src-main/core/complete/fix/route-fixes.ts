import { plainOf } from '../../edit/model.ts';
import { insertItem, moveItem, removeAt, renameKey, setValue } from '../../edit/yaml-edits.ts';
import type { Path } from '../../text/tree.ts';
import { pathAt } from '../place-in-document.ts';
import { edited, type FixContext, type Fixer, fixHere, valueAt, writtenAt } from './context.ts';

/** A rule that is never reached moves in front of the one that takes its requests, where both are of one list; or it goes. */
export const hiddenRoute: Fixer = (context) => {
  const { diagnostic, document, tree, path } = context;
  const list = listOf(path);
  if (!list) return [];
  const [rules, index] = list;
  const other = diagnostic.related?.[0]?.place;
  const inside = other && other.file === document.file && other.range[0] >= document.start;
  const there = inside
    ? pathAt(tree, [other.range[0] - document.start, other.range[1] - document.start]).path
    : undefined;
  const before = there && rules.every((step, depth) => there[depth] === step) ? Number(there[rules.length]) : undefined;
  const rest = path.slice(rules.length + 1);
  // One of several conditions is hidden, not the rule: only the condition may go.
  const alone = diagnostic.code === 'route/unreachable' || rest.length < 2;
  // What has no condition of its own would hide the other one in turn.
  const narrow = countOf(context, [...rules, index, 'match']) > 0;
  const move =
    narrow && before !== undefined && before < index ? moveItem(edited(context), rules, index, before) : undefined;
  const identical = diagnostic.code === 'route/duplicate-match';
  return [
    ...(identical ? [] : fixHere(context, 'Move it in front of the one that hides it', move, true)),
    // Without its only rule a resource would say nothing, which is an error.
    ...(alone
      ? fixHere(
          context,
          'Remove this rule',
          countOf(context, rules) > 1 ? removeAt(edited(context), [...rules, index]) : undefined,
        )
      : fixHere(context, 'Remove this match', removeAt(edited(context), path.slice(0, rules.length + 3)), identical)),
  ];
};

const countOf = (context: FixContext, path: Path): number => {
  const value = valueAt({ ...context, path });
  return value?.is === 'list' ? value.items.length : 0;
};

/** The list of rules that a path leads into, and which of them. */
const listOf = (path: Path): readonly [Path, number] | undefined => {
  const at = path.findIndex(
    (step, depth) => typeof step === 'number' && ['http', 'tls', 'tcp', 'rules'].includes(String(path[depth - 1])),
  );
  const index = path[at];
  return typeof index === 'number' ? [path.slice(0, at), index] : undefined;
};

/**
 * Weights that keep their proportions and make 100 together; equal ones where there are none. One that would become 0 takes a destination
 * out of use, which is for a person to decide.
 */
export const weights: Fixer = (context) => {
  const route =
    context.path.at(-1) === 'route' ? context.path : context.path.slice(0, context.path.lastIndexOf('route') + 1);
  const value = valueAt({ ...context, path: route });
  if (value?.is !== 'list' || value.items.length < 2) return [];
  const written = value.items.map((item) => {
    const weight = item.is === 'map' ? item.entries.find(({ key }) => key === 'weight')?.value : undefined;
    return weight?.is === 'scalar' && typeof weight.value === 'number' && weight.value > 0 ? weight.value : 0;
  });
  const shares = sharesOf100(written);
  const plain = value.items.map((item, index) => ({ ...(plainOf(item) as object), weight: shares[index] ?? 0 }));
  const document = edited(context);
  // One edit for each weight, so that everything around them stays.
  const edits = plain.map(({ weight }, index) => setValue(document, [...route, index, 'weight'], weight));
  const all = edits.every((one) => one !== undefined) ? edits.flat() : undefined;
  return fixHere(
    context,
    `Make the weights ${shares.join(', ')}`,
    all,
    written.some((one) => one > 0) && written.every((one, index) => one === 0 || shares[index] !== 0),
  );
};

/** Whole numbers in the proportions of the given ones, 100 together, by largest remainder. */
export const sharesOf100 = (parts: readonly number[]): readonly number[] => {
  const sum = parts.reduce((total, part) => total + part, 0);
  const exact = parts.map((part) => (sum === 0 ? 100 / parts.length : (part * 100) / sum));
  const shares = exact.map(Math.floor);
  const left = 100 - shares.reduce((total, share) => total + share, 0);
  const byRemainder = exact
    .map((one, index) => ({ index, rest: one - Math.floor(one) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
};

/** A prefix that takes names which only begin so becomes the path itself and all below it. */
export const slashPair: Fixer = (context) => {
  const { path, tree } = context;
  const match = path.lastIndexOf('match');
  const index = path[match + 1];
  const list = path.slice(0, match + 1);
  const prefix = writtenAt(context);
  const whole = valueAt({ ...context, path: list });
  if (
    path.at(-1) !== 'prefix' ||
    typeof index !== 'number' ||
    whole?.is !== 'list' ||
    prefix === '' ||
    prefix.endsWith('/')
  )
    return [];
  const own = plainOf(whole.items[index] ?? tree) as { readonly uri?: object };
  const exact = renameKey(edited(context), path, 'exact');
  const below = insertItem(edited(context), list, index + 1, { ...own, uri: { prefix: `${prefix}/` } });
  const edits = exact && below ? [...exact, ...below] : undefined;
  return fixHere(context, `Match "${prefix}" and what is below "${prefix}/"`, edits);
};

/** `host: reviews:9080` is a host and a port. */
export const hostWithPort: Fixer = (context) => {
  const { path } = context;
  const [, host, port] = /^([^:]+):(\d{1,5})$/.exec(writtenAt(context)) ?? [];
  const around = valueAt({ ...context, path: path.slice(0, -1) });
  if (!host || !port || path.at(-1) !== 'host' || around?.is !== 'map' || Number(port) > 65535) return [];
  if (around.entries.some(({ key }) => key === 'port')) {
    return fixHere(context, `Write the host "${host}" alone`, setValue(edited(context), path, host));
  }
  const both = [
    setValue(edited(context), path, host),
    setValue(edited(context), [...path.slice(0, -1), 'port'], { number: Number(port) }, { after: 'host' }),
  ];
  const edits = both[0] && both[1] ? [...both[0], ...both[1]] : undefined;
  return fixHere(context, `Make it host "${host}" and port ${port}`, edits, true);
};
