import { getCACertificates } from 'node:tls';

/** The authorities that this machine trusts, as PEM; those that node brings along where the system names none. */
export function systemAuthorities(): readonly string[] {
  try {
    const found = getCACertificates('system');
    if (found.length > 0) return found;
  } catch {
    // A system whose store cannot be read is as good as one without.
  }
  return getCACertificates('bundled');
}
