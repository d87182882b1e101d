import { createHash, X509Certificate } from 'node:crypto';
import { nearNetworks } from './near-networks.ts';

export type BrowserWiring = {
  /** Of the mapping proxy. */
  readonly proxyPort: number;
  /** The certificate of the local authority as PEM; absent: none is to be trusted. */
  readonly authority?: string;
  /** Below these names the browser goes by itself. */
  readonly ownWays: readonly string[];
};

/**
 * What Chromium and its kin are started with: a profile of their own, all traffic by the mapping proxy, and trust in the local authority
 * by the digest of its key, which holds for this process alone and leaves the stores of the person and the system as they are.
 */
export const chromiumArguments = (
  profile: string,
  { proxyPort, authority, ownWays }: BrowserWiring,
): readonly string[] => [
  `--user-data-dir=${profile}`,
  `--proxy-server=http://127.0.0.1:${proxyPort}`,
  `--proxy-bypass-list=${bypassed(ownWays).join(';')}`,
  ...(authority === undefined ? [] : [`--ignore-certificate-errors-spki-list=${keyDigest(authority)}`]),
  // Without it, a bar over each page warns of the line above.
  '--test-type',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-breakpad',
  '--metrics-recording-only',
  '--no-pings',
  '--password-store=basic',
  '--use-mock-keychain',
  // QUIC knows no CONNECT; the rest asks for names or pages that nobody typed, or opens https where http was typed.
  '--disable-quic',
  '--disable-features=DnsOverHttps,DnsOverHttpsUpgrade,AsyncDns,HttpsUpgrades,HttpsFirstModeV2,HttpsFirstBalancedMode,HttpsFirstBalancedModeAutoEnable,NetworkPrediction,Prerender2,OptimizationHints,MediaRouter,Translate,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater',
  '--dns-prefetch-disable',
  '--disable-search-engine-choice-screen',
  '--disable-client-side-phishing-detection',
];

/**
 * Where the browser goes by itself, so that its own protection of this machine and of the network at home holds: the first word takes
 * back that all of loopback is, the others put it there again but for names that the table has.
 */
const bypassed = (ownWays: readonly string[]): readonly string[] => [
  '<-loopback>',
  ...nearNetworks,
  '[fe80::]/10',
  '[fc00::]/7',
  ...ownWays.map((suffix) => `*.${suffix}`),
];

/** As `--ignore-certificate-errors-spki-list` wants it: SHA-256 of the key, base64. */
export const keyDigest = (pem: string): string =>
  createHash('sha256')
    .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
