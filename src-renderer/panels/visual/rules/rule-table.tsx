import type { en } from '../../../words/catalogues.ts';
import { useWords } from '../../../words/words.ts';
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
  const t = useWords('visual');
  const shape = useMemo(() => ruleShapeOf(schema), [schema]);
  if (!shape) return null;
  const noun = shape.nested ? 'host' : shape.inline.includes('path') ? 'path' : 'rule';
  return (
    <div className="rule-table">
      {document.declared && noun !== 'path' && (
        <p className="order-note">{t(`order.${orderOf(document.declared, name)}`)}</p>
      )}
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
const orderOf = ({ group, kind }: ActedKind, name: string): keyof (typeof en)['visual']['order'] => {
  if (kind === 'Ingress') return 'ingress';
  if (group === 'gateway.networking.k8s.io') return 'gatewayApi';
  return name === 'http' ? 'http' : 'connection';
};
