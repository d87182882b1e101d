import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import type { Rule } from '../rule.ts';

/** A path that a rule is for, as it is written. */
type Literal = {
  readonly resource: Resource<VirtualServiceSpec>;
  /** Of the `http[]` entry. */
  readonly entry: number;
  readonly path: Path;
  readonly text: string;
  readonly isPrefix: boolean;
};

/**
 * A prefix is compared character by character (reference 4.2), so `/v2` takes `/v2example` too. Told only with evidence that a whole
 * segment is meant: its last one looks like a version, or a rule of the same host is for a path that it takes in the middle of a segment.
 */
export const prefixWithoutSlash: Rule = ({ virtualServices }) => {
  const found = new Map<Literal, Diagnostic>();
  const byHost = new Map<string, Literal[]>();
  for (const resource of virtualServices) {
    const literals = literalsOf(resource);
    for (const one of literals) {
      if (one.isPrefix && /\/v\d+(?:(?:alpha|beta)\d*)?$/.test(one.text)) found.set(one, tell(one));
    }
    const { hosts = [] } = resource.spec;
    // A delegate is compared with itself: its hosts are those of its roots.
    const keys = hosts.length > 0 ? hosts : [` ${resource.namespace}/${resource.name}`];
    for (const key of keys) {
      const others = byHost.get(key);
      if (others) others.push(...literals);
      else byHost.set(key, [...literals]);
    }
  }
  for (const literals of byHost.values()) {
    literals.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    literals.forEach((one, index) => {
      if (!one.isPrefix || found.get(one)?.related || one.text.endsWith('/')) return;
      const sibling = siblingOf(one, literals, index);
      if (sibling) found.set(one, tell(one, sibling));
    });
  }
  return [...found.values()];
};

const literalsOf = (resource: Resource<VirtualServiceSpec>): readonly Literal[] =>
  (resource.spec.http ?? []).flatMap(({ match = [] }, entry) =>
    match.flatMap(({ uri }, index) => {
      const field = uri?.prefix !== undefined ? 'prefix' : 'exact';
      const text = uri?.[field] ?? '';
      const path = ['spec', 'http', entry, 'match', index, 'uri', field];
      return text === '' ? [] : [{ resource, entry, path, text, isPrefix: field === 'prefix' }];
    }),
  );

/** How many neighbours in the order of texts are looked at: where a prefix has more below it than that, one of them is enough to find. */
const mostNeighbours = 64;

/** A path that the prefix takes in the middle of a segment, but for those that come first and so are meant to be told apart. */
const siblingOf = (one: Literal, sorted: readonly Literal[], index: number): Literal | undefined => {
  for (const other of sorted.slice(index + 1, index + 1 + mostNeighbours)) {
    if (!other.text.startsWith(one.text)) return undefined;
    const next = other.text.charAt(one.text.length);
    if (/[A-Za-z0-9._~-]/.test(next) && !(other.resource === one.resource && other.entry <= one.entry)) return other;
  }
  return undefined;
};

const tell = ({ resource, path, text }: Literal, sibling?: Literal): Diagnostic => {
  const taken = sibling ? `"${sibling.text}", which another rule is for` : `what only begins so, like "${text}example"`;
  return {
    severity: 'information',
    code: 'route/prefix-without-slash',
    message: `the prefix "${text}" also takes ${taken}; match exactly "${text}" and the prefix "${text}/" if the whole name is meant`,
    place: resource.at(path),
    ...(sibling && { related: [{ message: 'it takes this one too', place: sibling.resource.at(sibling.path) }] }),
  };
};
