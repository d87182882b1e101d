/**
 * Fields that no valid and credible resource sets: Istio refuses them, or warns of them. Rules are those of the reference, as they
 * stand beside our checks.
 */
export const neverValid: readonly { readonly fields: RegExp; readonly because: string }[] = [
  { fields: /^VirtualService http\[\]\.mirrorPercent$/, because: 'H25: deprecated, with a warning' },
  { fields: /^VirtualService http\[\]\.fault\.delay\.percent$/, because: 'IST0002: deprecated, with a warning' },
  { fields: /^VirtualService http\[\]\.fault\.delay\.exponentialDelay$/, because: 'H23: refused' },
  { fields: /^VirtualService http\[\]\.fault\.abort\.http2Error$/, because: 'H21: refused' },
  { fields: /^DestinationRule .*outlierDetection\.consecutiveErrors$/, because: 'D13: deprecated, with a warning' },
  { fields: /^DestinationRule .*consistentHash\.minimumRingSize$/, because: 'D15: deprecated, with a warning' },
  { fields: /^Sidecar outboundTrafficPolicy\.egressProxy/, because: 'IST0002: deprecated, with a warning' },
  {
    fields: /^Sidecar ingress\[\]\.tls\.(?:httpsRedirect|credentialName|subjectAltNames)$/,
    because: 'C6: refused in a Sidecar',
  },
  {
    fields: /^Sidecar ingress\[\]\.tls\.(?:credentialNames|caCertCredentialName)$/,
    because: 'C6: a Sidecar takes certificates from files, so Secrets have no meaning there',
  },
];
