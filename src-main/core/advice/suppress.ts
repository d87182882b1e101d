import type { FileItem, ReadFile } from '../resource/read-file.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Diagnostic, Place } from '../text/diagnostic.ts';
import { readSuppressions, type Suppression } from './suppressions.ts';

/** A finding that somebody has looked at and does not want to see again. `by`: where that is said. */
export type Suppressed = { readonly diagnostic: Diagnostic; readonly because: string; readonly by: Place };

/**
 * Takes out of the findings what comments and the LocalGateway suppress. Errors of a single document cannot be: they keep it from
 * serving, and silence would hide that.
 */
export const suppress = (
  diagnostics: readonly Diagnostic[],
  files: readonly ReadFile[],
  { localGateway }: Snapshot,
): { readonly diagnostics: readonly Diagnostic[]; readonly suppressed: readonly Suppressed[] } => {
  const read = files.map(readSuppressions);
  const comments = read.flatMap(({ suppressions }) => suppressions);
  const ignores = localGateway?.spec.ignore ?? [];
  if (comments.length === 0 && ignores.length === 0) {
    const own = read.flatMap((one) => one.diagnostics);
    return { diagnostics: own.length === 0 ? diagnostics : [...diagnostics, ...own], suppressed: [] };
  }
  const facts = new Set(files.flatMap((file) => file.diagnostics.filter(({ severity }) => severity === 'error')));
  const used = new Set<unknown>();
  const refused = new Map<unknown, { readonly code: string; readonly place: Place }>();
  const suppressed: Suppressed[] = [];
  const itemAt = finder(files);
  const kept = diagnostics.filter((diagnostic) => {
    const comment = comments.find((one) => isAbout(one.code, diagnostic) && isCovered(one, diagnostic.place));
    const index = ignores.findIndex((one) => isAbout(one.code, diagnostic) && isMeant(one, itemAt(diagnostic.place)));
    const ignore = ignores[index];
    if (!comment && !ignore) return true;
    const because = comment?.because ?? ignore?.because ?? '';
    const by = comment?.place ?? localGateway?.at(['spec', 'ignore', index, 'code']) ?? diagnostic.place;
    if (facts.has(diagnostic)) {
      refused.set(comment ?? ignore, { code: comment?.code ?? ignore?.code ?? '', place: by });
      return true;
    }
    used.add(comment ?? ignore);
    suppressed.push({ diagnostic, because, by });
    return false;
  });
  const remarks = [
    ...read.flatMap((one) => one.diagnostics),
    ...[...refused.values()].map(notPossible),
    // With errors about, other findings may be missing for the moment.
    ...(kept.some(({ severity }) => severity === 'error') ? [] : idle(comments, localGateway, (one) => used.has(one))),
  ];
  return { diagnostics: [...kept, ...remarks], suppressed };
};

const isAbout = (code: string, diagnostic: Diagnostic): boolean =>
  code === diagnostic.code || code === diagnostic.istio;

const isCovered = ({ file, covers }: Suppression, place: Place): boolean =>
  file === place.file && covers[0] <= place.range[0] && place.range[0] <= covers[1];

type Meant = { readonly kind?: string; readonly name?: string; readonly namespace?: string };

const isMeant = ({ kind, name, namespace }: Meant, item: FileItem | undefined): boolean =>
  (kind === undefined || kind === item?.kind) &&
  (name === undefined || name === item?.name) &&
  (namespace === undefined || namespace === item?.namespace);

const finder =
  (files: readonly ReadFile[]) =>
  ({ file, range }: Place): FileItem | undefined =>
    files
      .find(({ source }) => source.file === file)
      ?.items.find(({ extent }) => extent[0] <= range[0] && range[0] < extent[1]);

const idle = (
  comments: readonly Suppression[],
  localGateway: Snapshot['localGateway'],
  isUsed: (one: unknown) => boolean,
): readonly Diagnostic[] => [
  ...comments.filter((one) => !isUsed(one)).map(({ code, place }) => unused(code, place)),
  ...(localGateway?.spec.ignore ?? []).flatMap((one, index) =>
    isUsed(one) || !localGateway ? [] : [unused(one.code, localGateway.at(['spec', 'ignore', index, 'code']))],
  ),
];

const notPossible = ({ code, place }: { readonly code: string; readonly place: Place }): Diagnostic => ({
  severity: 'warning',
  code: 'suppress/not-possible',
  message: `an error of "${code}" keeps this resource from serving and cannot be ignored; correct it, and remove this`,
  place,
});

const unused = (code: string, place: Place): Diagnostic => ({
  severity: 'information',
  code: 'suppress/unused',
  message: `there is no finding "${code}" here to ignore; remove this`,
  place,
});
