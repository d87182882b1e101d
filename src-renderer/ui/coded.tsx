import type { ReactNode } from 'react';

/** A sentence in which `code` and *names* stand out. */
export const Coded = ({ text }: { readonly text: string }): ReactNode =>
  text.split(/(`[^`]+`|\*[^*`]+\*)/).map((part, at) => {
    // A sentence does not change the order of its parts.
    const key = `${at} ${part}`;
    if (part.startsWith('`') && part.length > 2) return <code key={key}>{part.slice(1, -1)}</code>;
    if (/^\*[^*]+\*$/.test(part)) return <strong key={key}>{part.slice(1, -1)}</strong>;
    return part;
  });
