import { createAuthority } from '../gateway/certificates.ts';

/** A certificate for this machine that nobody trusts, and the authority that made it. */
export const selfSigned = async (): Promise<{
  readonly cert: string;
  readonly key: string;
  readonly authority: string;
}> => {
  const { issue, pem } = await createAuthority();
  const { certificate, key } = await issue(['localhost', '127.0.0.1']);
  return { cert: certificate, key, authority: pem };
};
