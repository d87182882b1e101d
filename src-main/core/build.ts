import { advise } from './advice/advise.ts';
import { withIstioCode } from './advice/istio-codes.ts';
import { type Suppressed, suppress } from './advice/suppress.ts';
import { type HeldBack, keepLastGood } from './resource/hold-back.ts';
import { configMapKey, configMapValues } from './resource/kubernetes/config-map.ts';
import { type Secrets, secretValues } from './resource/kubernetes/secret.ts';
import { type ReadFile, readFile } from './resource/read-file.ts';
import type { Resource } from './resource/resource.ts';
import type { TranslationMemory } from './route/compile/translations.ts';
import { compile } from './route/compile.ts';
import type { SurveyMemory } from './route/cover/survey-memory.ts';
import type { Table } from './route/table.ts';
import { link } from './snapshot/link.ts';
import { type Snapshot, takeSnapshot } from './snapshot/snapshot.ts';
import type { ResourceStatus } from './snapshot/status.ts';
import { entryOf } from './text/cursor.ts';
import type { Diagnostic } from './text/diagnostic.ts';
import type { YamlDocument } from './text/document.ts';
import { foremost } from './text/foremost.ts';
import { moreProblems } from './text/problem.ts';
import type { Source } from './text/source.ts';
import type { Machine } from './world.ts';

/** Everything that was made of a workspace at one moment. */
export type Build = {
  /** Sorted by file name. */
  readonly sources: readonly Source[];
  readonly files: readonly ReadFile[];
  readonly documents: readonly YamlDocument[];
  /** Usable resources, the last good version where the newest has errors. Names may still be double. */
  readonly resources: readonly Resource[];
  /** In which document of its file each resource stands, counted from 0. */
  readonly positions: ReadonlyMap<Resource, number>;
  readonly snapshot: Snapshot;
  readonly table: Table;
  /** Of resources that have a status in Kubernetes, in its shape. */
  readonly statuses: readonly ResourceStatus[];
  /** For the gateway alone; the table only names them. */
  readonly secrets: Secrets;
  /** Sorted by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What comments and the LocalGateway keep silent about. */
  readonly suppressed: readonly Suppressed[];
  readonly heldBack: readonly HeldBack[];
  readonly memory: BuildMemory;
};

/** What the next build need not do again. Whatever is in it changes no result. */
export type BuildMemory = { readonly translations: TranslationMemory; readonly survey: SurveyMemory };

/**
 * The whole pipeline: text → documents → resources → snapshot → table. Never throws.
 * The order of files and how resources are split among them change nothing but places.
 * With `previous`, unchanged documents are taken over, and a resource with errors keeps its last good version.
 * With `machine`, the diagnostics say what this machine will not do.
 */
export const build = (sources: readonly Source[], previous?: Build, machine?: Machine): Build => {
  const sorted = inOrder(sources);
  const earlier = new Map(previous?.files.map((file) => [file.source.file, file]));
  const files = sorted.map((source) => readFile(source, earlier.get(source.file)));
  const steps = buildFrom(sorted, files, { previous, machine });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** Sorted by file name, as builds have them. */
export const inOrder = (sources: readonly Source[]): readonly Source[] =>
  [...sources].sort((a, b) => compareText(a.file, b.file));

/** What a build begins with. `ahead`: what is done for its memory first, and gives the better memory. */
export type BuildStart = {
  readonly previous?: Build | undefined;
  readonly machine?: Machine | undefined;
  readonly ahead?: (snapshot: Snapshot, unusable: ReadonlySet<string>) => Generator<void, TranslationMemory>;
};

/** The rest of `build` behind reading, in pieces. */
export function* buildFrom(
  sorted: readonly Source[],
  files: readonly ReadFile[],
  { previous, machine, ahead }: BuildStart,
): Generator<void, Build> {
  const kept = keepLastGood(files, previous);
  const snapshot = takeSnapshot(kept.resources);
  const before = ahead ? yield* ahead(snapshot.value, kept.unusable) : previous?.memory.translations;
  const links = link(snapshot.value, kept.unusable);
  const table = compile(snapshot.value, kept.unusable, before);
  yield;
  const survey = previous?.memory.survey ?? {};
  const advice = advise(snapshot.value, table.value, {
    statuses: table.statuses,
    kinds: kindsOf(files),
    survey,
    ...(machine && { machine }),
  });
  yield;
  const found = suppress(
    [
      ...files.flatMap(({ diagnostics }) => diagnostics),
      ...kept.diagnostics,
      ...[...snapshot.diagnostics, ...links, ...table.diagnostics, ...advice]
        .filter((one) => !kept.isHeldBack(one.place))
        .map(withIstioCode),
    ],
    files,
    snapshot.value,
  );
  return {
    sources: sorted,
    files,
    documents: files.flatMap(({ documents }) => documents),
    resources: kept.resources,
    positions: kept.positions,
    snapshot: snapshot.value,
    table: table.value,
    statuses: table.statuses,
    secrets: secretsOf(snapshot.value),
    diagnostics: worstOfEachFile(found.diagnostics),
    suppressed: found.suppressed,
    heldBack: kept.heldBack,
    memory: { translations: table.memory, survey },
  };
}

const kindsOf = (files: readonly ReadFile[]): ReadonlySet<string> => {
  const kinds = new Set<string>();
  for (const { parsed } of files.flatMap(({ documents }) => documents)) {
    const kind = parsed.tree?.is === 'map' ? entryOf(parsed.tree, 'kind')?.value : undefined;
    if (kind?.is === 'scalar') kinds.add(kind.source);
  }
  return kinds;
};

const secretsOf = ({ secrets, configMaps }: Snapshot): Secrets =>
  Object.fromEntries([
    ...secrets.map(({ namespace, name, spec }) => [`${namespace}/${name}`, secretValues(spec)] as const),
    ...configMaps.map(({ namespace, name, spec }) => [configMapKey(namespace, name), configMapValues(spec)] as const),
  ]);

/** As many as a person can leaf through; the rest of a file is counted. */
const mostPerFile = 1_000;

/** Sorted by file and place. */
const worstOfEachFile = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const files = Map.groupBy(diagnostics, ({ place }) => place.file);
  const worst = [...files.values()].map((list) => foremost([...list].sort(compareDiagnostics), mostPerFile));
  return worst
    .flatMap(({ kept, worstLeft, left }) =>
      worstLeft ? [...kept, { ...moreProblems(worstLeft.severity, left, 'file'), place: worstLeft.place }] : kept,
    )
    .sort(compareDiagnostics);
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareDiagnostics = (a: Diagnostic, b: Diagnostic): number =>
  compareText(a.place.file, b.place.file) || a.place.range[0] - b.place.range[0] || a.place.range[1] - b.place.range[1];
