import { reachNowhere } from './nowhere.ts';
import type { HostsPart, PartWorld } from './part.ts';

/** Our block in the hosts file of this machine. */
export const createHosts = (_world: PartWorld): HostsPart => {
  const nowhere = reachNowhere();
  return {
    handlers: {
      'hosts.plan': nowhere['hosts.plan'],
      'hosts.apply': nowhere['hosts.apply'],
      'hosts.clean': nowhere['hosts.clean'],
    },
    state: async () => (await nowhere['reach.state'](null)).hosts,
    follow: () => {},
    close: async () => {},
  };
};
