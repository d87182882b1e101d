/** What to do about a text that is no name of a host (reference 9.0, X3), as the end of a message. */
export const hostRemedy = (written: string): string => {
  if (written === '') return 'write one';
  if (written.includes('://')) return 'leave the scheme out';
  if (written.includes('/')) return 'write it without a namespace or path';
  if (written.includes(':')) return 'write it without a port';
  if (written.includes('*', 1)) return 'a "*" stands at the front alone';
  if (/(?:^|\.)\d+\.?$/.test(written)) return 'the last part of a name is no number';
  return 'use letters, digits, hyphens and dots';
};
