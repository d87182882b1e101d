import { entryOf, headOf } from '../text/cursor.ts';
import { nearest } from '../text/nearest.ts';
import type { Problem } from '../text/problem.ts';
import type { MapTree } from '../text/tree.ts';
import { quotedList, shown } from '../text/words.ts';
import { findKind, kinds } from './index.ts';
import { apiVersionsOf } from './kind.ts';

/**
 * Which kind a document says it is, and what is to be said about that: nothing for kinds that are acted on.
 * An error means that the document was surely meant for us (no kind, an unserved version); everything foreign is an information.
 */
export const kindProblem = (
  tree: MapTree,
): { readonly group: string; readonly kind: string; readonly problem?: Problem } => {
  const apiVersion = textOf(tree, 'apiVersion');
  const kind = textOf(tree, 'kind');
  // Tests of istio-config-validator are no resources; "slipway test" runs them as they are.
  if (apiVersion === undefined && kind === undefined && tree.entries.some(({ key }) => /^testcases$/i.test(key)))
    return { group: '', kind: '' };
  if (apiVersion === undefined && kind === undefined && !entryOf(tree, 'metadata') && !entryOf(tree, 'spec')) {
    return {
      group: '',
      kind: '',
      problem: {
        severity: 'information',
        code: 'resource/not-kubernetes',
        message:
          'this document has neither "apiVersion" nor "kind" and is ignored; keep such files out of the workspace',
        range: headOf(tree),
      },
    };
  }
  const slash = apiVersion?.indexOf('/') ?? -1;
  const group = apiVersion === undefined || slash < 0 ? '' : apiVersion.slice(0, slash);
  if (apiVersion === undefined || kind === undefined) {
    const missing = apiVersion === undefined ? 'apiVersion' : 'kind';
    const remedy = missing === 'kind' ? 'such as "kind: VirtualService"' : apiVersionRemedy(kind ?? '');
    const written = entryOf(tree, missing);
    return {
      group:
        apiVersion === undefined
          ? (kinds.find((known) => known.kind === kind && known.is === 'acted')?.group ?? '')
          : group,
      kind: kind ?? '',
      problem: {
        severity: 'error',
        code: `resource/no-${missing === 'kind' ? 'kind' : 'api-version'}`,
        message: `the document has no "${missing}"; add it, ${remedy}`,
        range: written?.keyRange ?? headOf(tree),
      },
    };
  }
  const problem = knownProblem(tree, apiVersion, group, kind);
  return problem ? { group, kind, problem } : { group, kind };
};

const apiVersionRemedy = (kind: string): string => {
  const known = kinds.find((each) => each.kind === kind && each.is === 'acted');
  const version = known?.is === 'acted' ? apiVersionsOf(known)[0] : undefined;
  return `such as "apiVersion: ${version ?? 'networking.istio.io/v1'}"`;
};

const knownProblem = (tree: MapTree, apiVersion: string, group: string, kind: string): Problem | undefined => {
  if (kind === 'List' && group === '') return undefined;
  const range = entryOf(tree, 'kind')?.value.range ?? headOf(tree);
  const known = findKind(group, kind);
  if (known?.is === 'ignored') {
    return {
      severity: 'information',
      code: 'kind/ignored',
      message: `${kind} is ignored: ${known.why}`,
      range,
    };
  }
  const versionRange = entryOf(tree, 'apiVersion')?.value.range ?? range;
  if (known) {
    const versions = apiVersionsOf(known);
    if (versions.includes(apiVersion)) return undefined;
    return {
      severity: 'error',
      code: 'kind/version',
      message: `there is no ${kind} in "${shown(apiVersion)}"; use ${quotedList(versions)}`,
      range: versionRange,
    };
  }
  const elsewhere = kinds.find((each) => each.kind === kind && each.is === 'acted' && nearest(group, [each.group]));
  const version = elsewhere?.is === 'acted' ? apiVersionsOf(elsewhere)[0] : undefined;
  if (version) {
    return {
      severity: 'error',
      code: 'kind/version',
      message: `there is no ${kind} in "${shown(apiVersion)}"; did you mean "${version}"?`,
      range: versionRange,
    };
  }
  const meant = nearest(
    kind,
    kinds.filter((each) => each.group === group).map((each) => each.kind),
  );
  const misspelled = kinds.some((each) => each.is === 'acted' && each.group === group && each.kind === meant);
  return {
    // A slip in a kind that matters here must not take its routes away in silence.
    severity: misspelled ? 'error' : 'information',
    code: 'kind/unknown',
    message: `the kind "${shown(kind)}" of "${shown(apiVersion)}" is unknown and ignored${meant ? `; did you mean "${meant}"?` : ''}`,
    range,
  };
};

const textOf = (tree: MapTree, key: string): string | undefined => {
  const value = entryOf(tree, key)?.value;
  return value?.is === 'scalar' && value.source !== '' && value.value !== null ? value.source : undefined;
};
