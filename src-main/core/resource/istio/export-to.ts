import type { CheckReport } from '../kind.ts';
import { isDnsLabel } from '../names.ts';

/** X10: namespaces to which a resource is exported. `nobody` allows `~`, alone. */
export const checkExportTo = (
  exportTo: readonly string[] | undefined,
  namespace: string,
  report: CheckReport,
  { nobody = false }: { readonly nobody?: boolean } = {},
): void => {
  const seen = new Map<string, number>();
  exportTo?.forEach((written, index) => {
    const path = ['exportTo', index];
    const refuse = (message: string): void => report('export-to/namespace', message, path);
    const alone = written === '*' || (nobody && written === '~');
    if (!alone && written !== '.' && !isDnsLabel(written)) {
      refuse(`"${written}" is not a namespace; use its name, "." or "*"`);
    } else if (alone && exportTo.length > 1) {
      refuse(`"${written}" must stand alone; remove it or the others`);
    }
    const meant = written === '.' ? namespace : written;
    const first = seen.get(meant);
    if (first === undefined) seen.set(meant, index);
    else refuse(`the namespace "${meant}" is named twice; remove one of the two`);
  });
};
