import type { ReactNode } from 'react';
import { ErrorIcon, InformationIcon, WarningIcon } from './icons.tsx';
import { langOf } from './lang-of.ts';

const icons = { info: InformationIcon, warn: WarningIcon, error: ErrorIcon };

/** One sentence across the width, with what can be done about it. Announced when it appears. */
export const Notice = ({
  tone,
  children,
  actions,
}: {
  readonly tone: 'info' | 'warn' | 'error';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) => {
  const Icon = icons[tone];
  return (
    <div className={`notice ${tone}`} role="status">
      <Icon size={16} />
      <p lang={typeof children === 'string' ? langOf(children) : undefined}>{children}</p>
      {actions !== undefined && <span className="actions">{actions}</span>}
    </div>
  );
};
