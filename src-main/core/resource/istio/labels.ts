import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { isLabelKey, isLabelValue } from '../names.ts';

type Labels = Readonly<Record<string, string>>;

/** X9: labels as a pod may have them. */
export const checkLabels = (labels: Labels | undefined, path: Path, report: CheckReport): void => {
  for (const [key, value] of Object.entries(labels ?? {})) {
    const at = [...path, key];
    if (!isLabelKey(key)) {
      const message = `"${key}" cannot be the key of a label; use letters, digits, "-", "_" and "."`;
      report('labels/key', message, at, { key: true });
    }
    if (!isLabelValue(value)) {
      report('labels/value', `"${value}" cannot be the value of a label; use letters, digits, "-", "_" and "."`, at);
    }
  }
};

/** The rules that a selector of workloads has beside those of labels: D6 and D7, S1 and S2. */
export const checkSelector = (labels: Labels | undefined, path: Path, report: CheckReport): void => {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) {
    const message = 'a selector without labels chooses every workload of the namespace; add labels, or leave it out';
    report('selector/empty', message, path, { key: true, severity: 'warning' });
  }
  for (const [key, value] of entries) {
    const at = [...path, key];
    if (key === '') report('selector/label', 'a label has an empty key; give it a name', at, { key: true });
    else if (key.includes('*') || value.includes('*')) {
      report(
        'selector/label',
        `"${key}: ${value}" has a "*", but labels are compared letter by letter; remove it`,
        at,
        {
          key: key.includes('*'),
        },
      );
    }
  }
};
