import { plainOf } from '../edit/model.ts';
import { isList, isMap, type Plain } from '../edit/render.ts';
import type { RouteTestCase } from '../resource/local/route-test.ts';
import { countRequests, mostRequests } from '../resource/local/tested-count.ts';
import { rangeAt } from '../text/cursor.ts';
import type { Range } from '../text/diagnostic.ts';
import type { Path, Tree } from '../text/tree.ts';
import { expectationOf } from './validator-expect.ts';

/** One test of a file in the shape of istio-config-validator, said as a RouteTest says it. */
export type ValidatorCase = {
  /** Counts the tests of the document from 0. */
  readonly index: number;
  readonly test: RouteTestCase;
  /** Each authority stands here; `hosts` of `test` has them in this order. */
  readonly hostRanges: readonly Range[];
};

/** What of a test is not said, or not quite: the field by its name in the file. */
export type ImportNote = {
  readonly is: 'lost' | 'approximated';
  readonly field: string;
  readonly message: string;
  readonly range: Range;
};

/** `leftOut` are the tests of which nothing is left, and notes say why. */
export type ValidatorTests = {
  readonly cases: readonly ValidatorCase[];
  readonly notes: readonly ImportNote[];
  readonly leftOut: readonly Range[];
};

/** How the hosts of a test are reached: by which scheme and port of a gateway, or from a workload; `namespace` is that of their routes. */
export type Door = {
  readonly scheme?: 'https';
  readonly port?: number;
  readonly from?: 'mesh';
  readonly namespace?: string;
};

/** What a reader of one test says; `path` leads from the test to the field. */
export type Say = (is: ImportNote['is'], path: Path, message: string) => void;

/** The key of the list, however it is spelled: the tool reads it without looking at capitals. */
const listKey = (tree: Tree | undefined): string | undefined =>
  tree?.is === 'map' && !tree.entries.some(({ key }) => key === 'apiVersion' || key === 'kind')
    ? tree.entries.find(({ key, value }) => /^testcases$/i.test(key) && value.is === 'list')?.key
    : undefined;

/** Whether a document is a list of tests as istio-config-validator reads them. */
export const isValidatorFile = (tree: Tree | undefined): boolean => listKey(tree) !== undefined;

/**
 * The tests of such a document; ranges count in its text. The tool knows neither gateways nor ports, so `doorOf` says how a host is
 * reached; a test whose hosts are reached in several ways becomes as many. What a RouteTest cannot say is left out and noted by name.
 */
export const validatorTests = (tree: Tree, doorOf: (authority: string) => Door): ValidatorTests => {
  const key = listKey(tree);
  const root = key === undefined ? undefined : plainOf(tree);
  const list = key !== undefined && root !== undefined && isMap(root) ? root[key] : undefined;
  const cases: ValidatorCase[] = [];
  const notes: ImportNote[] = [];
  const leftOut: Range[] = [];
  let asked = 0;
  (list !== undefined && isList(list) ? list : []).forEach((one, index) => {
    const base: Path = [key ?? '', index];
    const say: Say = (is, path, message) => {
      const field = [...base, ...path].map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
      notes.push({ is, field: field.slice(1), message, range: rangeAt(tree, [...base, ...path]) });
    };
    if (!isMap(one)) {
      say('lost', [], 'this is no test; a test has "request" and what must become of it');
      leftOut.push(rangeAt(tree, base));
      return;
    }
    const found = caseOf(one, index, tree, base, say, doorOf);
    const count = found.reduce((sum, { test }) => sum + countRequests(test.request), 0);
    if (asked + count > mostRequests) {
      const most = `${asked + count} requests would be asked with this test, and ${mostRequests} are the most`;
      say('lost', ['request'], `${most}, so it is left out; name fewer of them, or begin another file`);
      leftOut.push(rangeAt(tree, base));
      return;
    }
    if (found.length === 0) leftOut.push(rangeAt(tree, base));
    asked += count;
    cases.push(...found);
  });
  return { cases, notes, leftOut };
};

const known = new Set(
  'description wantMatch isMatch request route destination redirect rewrite fault headers delegate'.split(' '),
);
const knownOfRequest = new Set('authority method uri headers queryParams scheme'.split(' '));

type PlainMap = { readonly [key: string]: Plain };

const caseOf = (
  one: PlainMap,
  index: number,
  tree: Tree,
  base: Path,
  say: Say,
  doorOf: (authority: string) => Door,
): readonly ValidatorCase[] => {
  const request = one.request !== undefined && isMap(one.request) ? one.request : {};
  for (const key of Object.keys(one)) if (!known.has(key)) say('lost', [key], `"${key}" is no field of a test there`);
  for (const key of Object.keys(request))
    if (!knownOfRequest.has(key)) say('lost', ['request', key], `"${key}" is no field of a request there`);
  const hosts = texts(request.authority);
  const paths = texts(request.uri);
  const methods = texts(request.method);
  for (const [field, all] of Object.entries({ authority: hosts, uri: paths, method: methods })) {
    if (all.length > 0) continue;
    say('lost', ['request'], `"request.${field}" is empty, so this test asks nothing and is left out`);
    return [];
  }
  const headers = pairs(request.headers);
  const query = pairs(request.queryParams);
  const named = texts(request.scheme);
  const schemes = named.filter((name) => name === 'http' || name === 'https');
  if (schemes.length < named.length)
    say('lost', ['request', 'scheme'], 'a request is asked by "http" or "https" here, and no other scheme');
  // One test for each way in which its hosts are reached.
  const doors = Map.groupBy(hosts.keys(), (at) => JSON.stringify(doorOf(hosts[at] ?? '')));
  return [...doors].flatMap(([door, own], at): readonly ValidatorCase[] => {
    const { scheme, port, from, namespace } = JSON.parse(door) as Door;
    // What is amiss about a test is said once, however many it becomes.
    const expect = expectationOf(one, at === 0 ? say : () => undefined, namespace);
    if (expect === undefined) return [];
    const asked = schemes.length > 0 ? schemes : scheme ? [scheme] : [];
    const found: ValidatorCase = {
      index,
      test: {
        ...(typeof one.description === 'string' && one.description !== '' && { name: one.description }),
        request: {
          hosts: own.map((each) => hosts[each] ?? ''),
          paths: paths.map((path) => (path.startsWith('/') ? path : `/${path}`)),
          methods: methods.map((method) => method.toUpperCase()),
          ...(asked.length > 0 && { schemes: asked }),
          ...(port !== undefined && { ports: [port] }),
          ...(Object.keys(query).length > 0 && { query }),
          ...(Object.keys(headers).length > 0 && { headers }),
          ...(from && { from }),
        },
        expect,
      },
      hostRanges: own.map((each) => rangeAt(tree, [...base, 'request', 'authority', each])),
    };
    return [found];
  });
};

const texts = (value: Plain | undefined): readonly string[] => {
  if (value === undefined || value === null) return [];
  const all = isList(value) ? value : [value];
  return all.flatMap((one) => (isList(one) || isMap(one) || one === null ? [] : [String(one)]));
};

const pairs = (value: Plain | undefined): Readonly<Record<string, string>> => {
  if (value === undefined || value === null || !isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      isMap(one) || isList(one) ? [] : [[name, one === null ? '' : String(one)]],
    ),
  );
};
