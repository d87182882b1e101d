import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { ParentRef } from './references.ts';

type Named = { readonly ref: ParentRef; readonly index: number; readonly path: Path };

/**
 * The parents of a route must be different ones (reference 3: 26 and 27 of the standard channel, 84 and 85 of the experimental one).
 * Refused is what both channels refuse: ports tell parents apart as in the experimental channel.
 */
export const checkParents = (parentRefs: readonly ParentRef[] | undefined, report: CheckReport): void => {
  const refs: readonly Named[] = (parentRefs ?? []).map((ref, index) => ({ ref, index, path: ['parentRefs', index] }));
  const pairs = refs.flatMap((later) =>
    refs.slice(0, later.index).flatMap((first) => (isSameParent(first.ref, later.ref) ? [{ first, later }] : [])),
  );
  const byPort = pairs.some(({ first, later }) => isSameSection(first.ref, later.ref));
  const told = new Set<number>();
  for (const { first, later } of pairs) {
    if (told.has(later.index)) continue;
    const tell = (message: string, lacking: Named, severity: 'error' | 'warning' = 'error'): void => {
      told.add(later.index);
      const other = lacking === first ? later : first;
      const related = { message: 'the other one', path: [...other.path, 'name'] };
      report('route/parent-refs', message, [...lacking.path, 'name'], { severity, related });
    };
    const [a, b] = [first.ref, later.ref];
    if ((a.sectionName === undefined) !== (b.sectionName === undefined)) {
      // 26, standard; the first half of 84, experimental
      const message = `"${b.name}" is named twice, once as a whole; give both a "sectionName", or remove one`;
      tell(message, a.sectionName === undefined ? first : later);
    } else if (isSameSection(a, b) && a.port === b.port) {
      // 27, standard; 85, experimental
      tell(`"${b.name}" is named twice; tell the two apart by "sectionName" or "port", or remove one`, later);
    } else if ((a.port === undefined) !== (b.port === undefined)) {
      // The second half of 84, experimental. The standard channel refuses the list as well once two differ in their ports alone (27).
      const lacking = a.port === undefined ? first : later;
      if (byPort) tell(`"${b.name}" is named twice, once for every port; give both a "port", or remove one`, lacking);
      else {
        const message = `the experimental channel refuses this: "${b.name}" is named with and without a port; give both a "port", or none`;
        tell(message, lacking, 'warning');
      }
    }
  }
};

/** A namespace that is left out differs from one that is written, as in the CRDs. */
const isSameParent = (a: ParentRef, b: ParentRef): boolean =>
  (a.group ?? 'gateway.networking.k8s.io') === (b.group ?? 'gateway.networking.k8s.io') &&
  (a.kind ?? 'Gateway') === (b.kind ?? 'Gateway') &&
  a.namespace === b.namespace &&
  a.name === b.name;

const isSameSection = (a: ParentRef, b: ParentRef): boolean => a.sectionName === b.sectionName;

/** 86, experimental: the names of rules differ. A warning, because the standard channel takes them. */
export const checkRuleNames = (rules: readonly { readonly name?: string }[] | undefined, report: CheckReport): void => {
  const seen = new Map<string, Path>();
  rules?.forEach(({ name }, index) => {
    if (name === undefined) return;
    const path = ['rules', index, 'name'];
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, path);
      return;
    }
    const message = `the experimental channel refuses this: two rules have the name "${name}"; give each its own`;
    report('route/rule-name', message, path, {
      severity: 'warning',
      related: { message: 'the other one', path: first },
    });
  });
};
