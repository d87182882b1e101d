import { ruleTable } from './rules/rule-table.tsx';
import type { Widget } from './widget.ts';

/** The views for special values, the first that fits is taken; everything else is a plain form made from its declaration. */
export const widgets: readonly Widget[] = [ruleTable];
