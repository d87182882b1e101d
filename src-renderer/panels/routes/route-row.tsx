import { memo } from 'react';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { ChevronIcon, WarningIcon } from '../../ui/icons.tsx';
import type { TreeNode } from './route-tree.ts';
import type { TreeRow } from './visible-rows.ts';

type RouteRowProps = {
  readonly row: TreeRow;
  readonly index: number;
  readonly top: number;
  readonly current: boolean;
  readonly measure: (element: HTMLElement | null) => void;
  readonly onEnter: (row: TreeRow) => void;
  readonly onToggle: (id: string) => void;
};

const changes: Readonly<Record<NonNullable<TreeNode['change']>, { readonly tone: Tone; readonly title: string }>> = {
  new: { tone: 'ok', title: 'in the editor, not running yet' },
  changed: { tone: 'info', title: 'what is running is different' },
  removed: { tone: 'warn', title: 'running, no longer in the editor' },
};

/** One line of the tree. */
export const RouteRow = memo(({ row, index, top, current, measure, onEnter, onToggle }: RouteRowProps) => {
  const { node, level, expanded } = row;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names this line as its active descendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its lines
    <div
      ref={measure}
      id={elementId(node.id)}
      data-index={index}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={expanded}
      aria-selected={current}
      aria-label={nameOf(node)}
      aria-description={node.change === undefined ? undefined : changes[node.change].title}
      className={`route-row ${node.kind} ${node.change ?? ''} ${current ? 'current' : ''}`}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 8 + (level - 1) * 20 }}
      onClick={() => onEnter(row)}
    >
      <Twisty id={node.id} expanded={expanded} onToggle={onToggle} />
      <span className="route-text">
        <Labels node={node} />
        {node.name !== undefined && <Badge>{node.name}</Badge>}
        {node.detail !== undefined && <span className="muted">{node.detail}</span>}
        {node.trouble !== undefined && (
          <span className="trouble">
            <WarningIcon size={14} /> {node.trouble}
          </span>
        )}
      </span>
      {node.share !== undefined && <Share share={node.share} />}
      {node.change !== undefined && (
        <Badge tone={changes[node.change].tone} title={changes[node.change].title}>
          {node.change}
        </Badge>
      )}
    </div>
  );
});

/** The row's id in the document; such a name must have no spaces. */
export const elementId = (id: string): string => `route-${encodeURIComponent(id)}`;

const nameOf = ({ kind, labels, name, detail, share, trouble, change }: TreeNode): string =>
  [
    `${kind} ${labels.join(' and ')}`,
    name,
    detail,
    share === undefined ? undefined : `${percent(share)} of requests`,
    trouble,
    change,
  ]
    .filter(Boolean)
    .join(', ');

const Twisty = ({
  id,
  expanded,
  onToggle,
}: {
  readonly id: string;
  readonly expanded: boolean | undefined;
  readonly onToggle: (id: string) => void;
}) => {
  if (expanded === undefined) return <span className="twisty" />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys open and close branches on the tree itself
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <span
      className={`twisty ${expanded ? 'open' : ''}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(id);
      }}
    >
      <ChevronIcon size={14} />
    </span>
  );
};

const Labels = ({ node }: { readonly node: TreeNode }) =>
  node.labels.map((label, i) => (
    <span key={label} className={`label ${node.kind}`}>
      {i > 0 && <span className="muted">and </span>}
      {label}
    </span>
  ));

const Share = ({ share }: { readonly share: number }) => (
  <span className="share">
    <span className="bar">
      <span style={{ width: percent(share) }} />
    </span>
    {percent(share)}
  </span>
);

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;
