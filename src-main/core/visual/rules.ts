import type { EditedDocument } from '../edit/find-node.ts';
import { plainOf } from '../edit/model.ts';
import type { Plain } from '../edit/render.ts';
import type { ObjectSchema, Schema } from '../schema/schema.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import type { Path } from '../text/tree.ts';
import { firstValue } from './condition-changes.ts';
import { type Condition, conditionFields, conditionsAt, sayCondition } from './conditions.ts';
import { type Destination, type DestinationShape, destinationShapeOf, destinationsAt } from './destinations.ts';

/** How the rules of a list are written, and what their order means. Found by the schema, not by the name of the kind. */
export type RuleShape = {
  readonly item: ObjectSchema;
  /** The list of alternatives of a rule. */
  readonly matches?: { readonly field: string; readonly item: ObjectSchema };
  /** Conditions that stand in the rule itself, as the path of an Ingress. */
  readonly inline: readonly string[];
  readonly destinations?: DestinationShape;
  /** What may stand in place of destinations: redirect, direct response. */
  readonly instead: readonly string[];
  /** A list of rules inside of each rule, as the paths of a host. */
  readonly nested?: { readonly path: Path; readonly schema: Schema; readonly shape: RuleShape };
};

const replacements = ['redirect', 'directResponse', 'delegate'];

/** The shape of a list of rules; undefined where a list is something else. */
export const ruleShapeOf = (schema: Schema): RuleShape | undefined => {
  if (schema.is !== 'list' || schema.item.is !== 'object') return undefined;
  const { item } = schema;
  const destinations = destinationShapeOf(item);
  const matches = matchesOf(item);
  const nested = nestedIn(item);
  const inline =
    Object.hasOwn(item.fields, 'path') || nested
      ? conditionFields(item, [...Object.keys(item.fields).filter((name) => !['path', 'host'].includes(name))])
      : [];
  if (!nested && (!destinations || (!matches && inline.length === 0 && destinations.field === 'backend')))
    return undefined;
  return {
    item,
    inline,
    instead: replacements.filter((name) => Object.hasOwn(item.fields, name)),
    ...(matches && { matches }),
    ...(destinations && { destinations }),
    ...(nested && { nested }),
  };
};

const matchesOf = ({ fields }: ObjectSchema): RuleShape['matches'] => {
  for (const field of ['match', 'matches']) {
    const schema = fields[field]?.schema;
    if (schema?.is === 'list' && schema.item.is === 'object') return { field, item: schema.item };
  }
  return undefined;
};

/** `http.paths` of an Ingress: the list of rules that is the only one of an object of the rule. */
const nestedIn = ({ fields }: ObjectSchema): RuleShape['nested'] => {
  const schema = fields.http?.schema;
  if (schema?.is !== 'object') return undefined;
  for (const [name, { schema: inner }] of Object.entries(schema.fields)) {
    const shape = ruleShapeOf(inner);
    if (shape) return { path: ['http', name], schema: inner, shape };
  }
  return undefined;
};

/** A rule as a row shows it. */
export type RuleSummary = {
  readonly index: number;
  readonly path: Path;
  readonly name: string;
  /** One of them must hold; all conditions of one must. Empty: every request. */
  readonly alternatives: readonly (readonly Condition[])[];
  readonly destinations: readonly Destination[];
  /** What is done instead of sending requests on: `redirect`. */
  readonly instead?: string;
  /** What else is written in the rule: `timeout`, `retries`. */
  readonly badges: readonly string[];
  /** How many rules are inside. */
  readonly inside?: number;
};

/** What is written in the rule with this index of the list at `list`. */
export const summarizeRule = (document: EditedDocument, list: Path, index: number, shape: RuleShape): RuleSummary => {
  const path = [...list, index];
  const tree = treeAt(document.tree, path);
  const { matches, destinations, nested } = shape;
  const written = tree?.is === 'map' ? tree.entries.map(({ key }) => key) : [];
  const instead = shape.instead.find((name) => written.includes(name));
  const own = new Set([
    'name',
    matches?.field,
    destinations?.field,
    nested?.path[0],
    instead,
    ...shape.inline,
    ...shape.inline.map((name) => `${name}Type`),
  ]);
  const name = entryOf(tree, 'name')?.value;
  const inside = nested && treeAt(document.tree, [...path, ...nested.path]);
  return {
    index,
    path,
    name: name?.is === 'scalar' && name.value !== null ? String(name.value) : '',
    alternatives: matches
      ? matchPaths(document, [...path, matches.field]).map((at) => conditionsAt(document, at, matches.item))
      : shape.inline.length > 0
        ? [
            conditionsAt(document, path, shape.item, shape.inline).filter(({ field }) => shape.inline.includes(field)),
          ].filter((all) => all.length > 0)
        : [],
    destinations: destinations ? destinationsAt(document, path, destinations) : [],
    ...(instead !== undefined && { instead }),
    badges: written
      .filter((key) => !own.has(key))
      .flatMap((key) => (key === 'filters' ? filterTypes(document, [...path, key]) : [key])),
    ...(inside?.is === 'list' && { inside: inside.items.length }),
  };
};

/** The types of filters say more than that there are some. */
const filterTypes = ({ tree }: EditedDocument, path: Path): readonly string[] => {
  const list = treeAt(tree, path);
  if (list?.is !== 'list') return ['filters'];
  return list.items.map((item) => {
    const type = entryOf(item, 'type')?.value;
    return type?.is === 'scalar' ? String(type.value) : 'filter';
  });
};

/** Where the matches of a rule stand. */
export const matchPaths = ({ tree }: EditedDocument, path: Path): readonly Path[] => {
  const list = treeAt(tree, path);
  return list?.is === 'list' ? list.items.map((_, i) => [...path, i]) : [];
};

/** `prefix /status and header x-user exact jason, or exact /login`; `every request` where nothing is asked. */
export const sayRule = ({ alternatives }: Pick<RuleSummary, 'alternatives'>): string =>
  alternatives.length === 0 || alternatives.some((all) => all.length === 0)
    ? 'every request'
    : alternatives.map((all) => all.map(sayCondition).join(' and ')).join(', or ');

/** `reviews v1 90%, reviews v2 10%` */
export const sayDestinations = (destinations: readonly Destination[]): string =>
  destinations.map(({ words, percent }) => (destinations.length > 1 ? `${words} ${percent}%` : words)).join(', ');

/**
 * A rule to begin with: for a path of its own, so that it takes no request of the rules behind it, and to where the rule beside it leads.
 */
export const newRule = (document: EditedDocument, list: Path, beside: number, shape: RuleShape): Plain => {
  const neighbour = treeAt(document.tree, [...list, beside]);
  const value = neighbour ? plainOf(neighbour) : undefined;
  const { matches, destinations, nested } = shape;
  const path = matches && ['uri', 'path', 'method', 'sniHosts', 'port'].find((name) => matches.item.fields[name]);
  const schema = path === undefined ? undefined : matches?.item.fields[path]?.schema;
  const there = destinations && isMap(value) ? value[destinations.field] : undefined;
  return {
    ...(nested ? { host: 'example.com' } : {}),
    ...(matches && path !== undefined && schema ? { [matches.field]: [{ [path]: firstValue(schema, path) }] } : {}),
    ...(shape.inline.includes('path') ? { path: '/example', pathType: 'Prefix' } : {}),
    ...(destinations ? { [destinations.field]: there ?? emptyDestinations(destinations) } : {}),
    ...(nested ? { http: { paths: [newRule(document, [...list, beside, ...nested.path], 0, nested.shape)] } } : {}),
  };
};

/** Destinations to begin with, to be filled in. */
export const emptyDestinations = ({ list, fields }: DestinationShape): Plain => {
  const place = fields.reduce<Plain>(
    (made, { path, label }) =>
      /^(host|service|port)$/.test(label) ? put(made, path, label === 'port' ? 80 : 'example') : made,
    {},
  );
  return list ? [place] : place;
};

const put = (into: Plain, [step, ...rest]: Path, value: Plain): Plain => {
  const map = isMap(into) ? into : {};
  const key = String(step);
  return { ...map, [key]: rest.length === 0 ? value : put(map[key] ?? {}, rest, value) };
};

/** A rule as plain data, to be written once more. */
export const copyOfRule = ({ tree }: EditedDocument, path: Path): Plain => {
  const found = treeAt(tree, path);
  return found ? plainOf(found) : {};
};

const isMap = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
