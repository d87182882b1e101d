import './rules.css';
import { useMemo } from 'react';
import type { ActedKind } from '#core/resource/kind.ts';
import { ruleShapeOf } from '#core/visual/rules.ts';
import { useVisual } from '../visual-context.ts';
import type { Slot, Widget } from '../widget.ts';
import { RuleList } from './rule-list.tsx';

/** The ordered table for any list whose items say which requests go where. */
const RuleTable = ({ schema, path, name }: Slot) => {
  const { document } = useVisual();
  const shape = useMemo(() => ruleShapeOf(schema), [schema]);
  if (!shape) return null;
  const noun = shape.nested ? 'host' : shape.inline.includes('path') ? 'path' : 'rule';
  return (
    <div className="rule-table">
      {document.declared && noun !== 'path' && <p className="order-note">{orderNote(document.declared, name)}</p>}
      <RuleList path={path} shape={shape} noun={noun} />
    </div>
  );
};

export const ruleTable: Widget = {
  id: 'rules',
  fits: ({ schema }) => ruleShapeOf(schema) !== undefined,
  Component: RuleTable,
};

/** What the order of rules means for the API of a kind. */
const orderNote = ({ group, kind }: ActedKind, name: string): string => {
  if (kind === 'Ingress')
    return 'The order has no meaning here: the longest path that fits wins, and an exact one before a prefix.';
  if (group === 'gateway.networking.k8s.io')
    return 'The most specific match wins, wherever it stands; the order decides between equals only.';
  return name === 'http'
    ? 'The first rule that matches wins. Alt+↑ and Alt+↓ move a rule.'
    : 'The first rule that matches a connection wins. Alt+↑ and Alt+↓ move a rule.';
};
