import type { ReactNode } from 'react';

/** What a panel shows in place of nothing: what would be here, and the next step. */
export const Empty = ({
  icon,
  title,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}) => (
  <div className="empty">
    {icon}
    <h3>{title}</h3>
    {children}
  </div>
);
