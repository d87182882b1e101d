import { reachNowhere } from './nowhere.ts';
import type { CertificatesPart, PartWorld } from './part.ts';

/** The local authority, who trusts it, and what listeners show. */
export const createCertificates = (_world: PartWorld): CertificatesPart => {
  const nowhere = reachNowhere();
  return {
    handlers: {
      'certificates.list': nowhere['certificates.list'],
      'certificates.trust': nowhere['certificates.trust'],
      'certificates.untrust': nowhere['certificates.untrust'],
      'certificates.client': nowhere['certificates.client'],
      'certificates.authority': nowhere['certificates.authority'],
    },
    state: () => nowhere['certificates.list'](null),
    follow: () => {},
    close: async () => {},
  };
};
