/** This machine and the networks at home, in words that Chromium and Firefox both know: where a test browser goes by itself. */
export const nearNetworks: readonly string[] = [
  'localhost',
  '127.0.0.0/8',
  '[::1]',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
];
