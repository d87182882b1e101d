/**
 * What comes of what: where both are found and meet in a host, a port or a service, the first is the cause and the others are not told for
 * themselves. What follows from a consequence need not be written again. Without circles; a test asks.
 */
export const consequences: Readonly<Record<string, readonly string[]>> = {
  'workspace-unreadable': ['nothing-served', 'documents-broken', 'hosts-out-of-step', 'hosts-left-over'],
  'documents-broken': ['nothing-served', 'hosts-out-of-step', 'hosts-left-over'],
  'documents-held-back': ['hosts-out-of-step'],
  'nothing-served': ['hosts-left-over', 'hosts-out-of-step', 'name-elsewhere', 'name-not-mapped'],
  'other-slipway': ['port-taken', 'port-freed'],
  'port-taken': ['name-ipv6-refused'],
  'port-failed': ['name-ipv6-refused'],
  'port-address': ['name-ipv6-refused'],
  'wsl-hosts': ['hosts-out-of-step', 'hosts-conflict', 'name-elsewhere', 'browser-skips-hosts'],
  'container-hosts': ['hosts-unreadable', 'name-elsewhere', 'browser-skips-hosts'],
  'package-hosts': ['hosts-unreadable', 'name-elsewhere', 'browser-skips-hosts'],
  'hosts-unreadable': ['hosts-out-of-step', 'hosts-broken-block', 'name-elsewhere', 'name-not-mapped'],
  'hosts-broken-block': ['hosts-out-of-step', 'hosts-left-over', 'hosts-conflict', 'name-elsewhere'],
  'hosts-left-over': ['hosts-out-of-step', 'name-elsewhere', 'name-ipv6-elsewhere', 'name-ipv6-refused'],
  'hosts-out-of-step': ['name-not-mapped', 'name-elsewhere'],
  'hosts-conflict': ['name-elsewhere', 'name-ipv6-elsewhere', 'tunnel-answers-names'],
  'resolver-skips-hosts': ['name-elsewhere', 'name-ipv6-elsewhere', 'resolver-slow', 'tunnel-answers-names'],
  'tunnel-answers-names': ['name-elsewhere', 'name-ipv6-elsewhere', 'resolver-slow'],
  'clock-went-back': ['clock-behind'],
  'clock-behind': ['certificate-early', 'authority-early'],
  'authority-early': ['certificate-early', 'certificate-refused', 'authority-untrusted'],
  'authority-ended': ['certificate-ended', 'certificate-refused', 'authority-untrusted'],
  'disk-full': ['data-folder-refused', 'certificate-refused'],
  'data-folder-refused': ['certificate-refused', 'hosts-unreadable'],
  'service-loops': ['service-down', 'service-left-out'],
  'service-down': ['service-left-out'],
  'service-late': ['service-left-out'],
  'service-unknown-name': ['service-left-out'],
};
