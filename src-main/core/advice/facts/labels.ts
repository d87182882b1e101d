import { quotedList } from '../../text/words.ts';

type Labels = Readonly<Record<string, string>>;

/** The same text for the same labels in whatever order. */
export const labelsKey = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');

/** `"app: shop" and "version: v1"`, for messages. */
export const sayLabels = (labels: Labels): string =>
  quotedList(
    Object.entries(labels).map(([key, value]) => `${key}: ${value}`),
    'and',
  );
