import type { Path } from '../../text/tree.ts';
import type { LabelSelector } from '../gateway-api/listener.ts';
import { checkLabels } from '../istio/labels.ts';
import type { CheckReport } from '../kind.ts';
import { isLabelKey, isLabelValue } from '../names.ts';

/** What the API server refuses in a label selector of a core kind: labels that nothing can have, and values where none belong or none are. */
export const checkLabelSelector = (selector: LabelSelector | undefined, path: Path, report: CheckReport): void => {
  checkLabels(selector?.matchLabels, [...path, 'matchLabels'], report);
  selector?.matchExpressions?.forEach(({ key, operator, values = [] }, index) => {
    const at = [...path, 'matchExpressions', index];
    if (!isLabelKey(key)) {
      const message = `"${key}" cannot be the key of a label; use letters, digits, "-", "_" and "."`;
      report('labels/key', message, [...at, 'key']);
    }
    values.forEach((value, number) => {
      if (isLabelValue(value)) return;
      const message = `"${value}" cannot be the value of a label; use letters, digits, "-", "_" and "."`;
      report('labels/value', message, [...at, 'values', number]);
    });
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues && values.length === 0) {
      report('selector/values', `the operator ${operator} compares with "values"; add one at least`, [
        ...at,
        'operator',
      ]);
    } else if (!takesValues && values.length > 0) {
      const other = operator === 'Exists' ? 'In' : 'NotIn';
      const message = `the operator ${operator} looks at no values; remove them, or write "operator: ${other}"`;
      report('selector/values', message, [...at, 'values'], { key: true });
    }
  });
};
