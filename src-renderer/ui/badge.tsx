import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'ok' | 'warn' | 'error' | 'info' | 'accent';

/** A word or a number that stands out a little. `title` explains it on hover. */
export const Badge = ({
  tone = 'neutral',
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) => (
  <span className={`badge ${tone}`} title={title}>
    {children}
  </span>
);

/** The tone of an HTTP status; 0 means that nobody was answered. */
export const toneOfStatus = (status: number): Tone => {
  if (status === 0 || status >= 500) return 'error';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'ok';
};
