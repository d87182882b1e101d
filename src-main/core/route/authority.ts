import { portStart } from '../match/port-start.ts';

/** What virtual hosts are looked up by: the authority without its port, whatever that is, in lower case (reference 3.7). */
export const hostOf = (authority: string): string => {
  const at = portStart(authority);
  return (at === -1 ? authority : authority.slice(0, at)).toLowerCase();
};
