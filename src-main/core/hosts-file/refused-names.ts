/**
 * Names whose mapping breaks the machine rather than one site, with everything below them: where systems look for updates, sign people in
 * and find whether they are online, and where antivirus programs get theirs. Defender takes a hosts file with such a name for an attack and
 * sets the whole file back (Microsoft, "SettingsModifier:Win32/HostsFileHijack").
 */
export const guardedDomains: ReadonlySet<string> = new Set([
  'microsoft.com',
  'microsoftonline.com',
  'windows.com',
  'windows.net',
  'windowsupdate.com',
  'live.com',
  'msn.com',
  'bing.com',
  'office.com',
  'office365.com',
  'msftncsi.com',
  'msftconnecttest.com',
  'msedge.net',
  'msftauth.net',
  'skype.com',
  'digicert.com',
  'apple.com',
  'icloud.com',
  'mzstatic.com',
  'avast.com',
  'avg.com',
  'avira.com',
  'bitdefender.com',
  'bitdefender.net',
  'comodo.com',
  'crowdstrike.com',
  'drweb.com',
  'emsisoft.com',
  'eset.com',
  'f-secure.com',
  'gdatasoftware.com',
  'kaspersky.com',
  'kaspersky-labs.com',
  'malwarebytes.com',
  'mbamupdates.com',
  'mcafee.com',
  'norton.com',
  'nortonlifelock.com',
  'pandasecurity.com',
  'sophos.com',
  'sophosxl.net',
  'sophosupd.com',
  'symantec.com',
  'symantecliveupdate.com',
  'trendmicro.com',
  'virustotal.com',
  'webroot.com',
]);

/** What hosts files of systems say by themselves; programs rely on it. */
export const ownNames: ReadonlySet<string> = new Set([
  'localhost',
  'localhost.localdomain',
  'localhost4',
  'localhost4.localdomain4',
  'localhost6',
  'localhost6.localdomain6',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
  'ip6-allhosts',
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
]);

/** Names by which systems find proxies and tunnels without asking anybody: whoever answers for them has all traffic. */
export const discoveryNames: ReadonlySet<string> = new Set(['wpad', 'isatap']);

/**
 * Names under which others register theirs, as far as hosts are likely to be written under them (publicsuffix.org has all of them): one
 * alone is nobody's site. Two letters alone are always one.
 */
export const publicSuffixes: ReadonlySet<string> = new Set([
  ...'com net org edu gov mil int arpa info biz name pro app dev cloud online site shop store tech xyz page'.split(' '),
  ...'test example invalid local localdomain internal home lan corp onion alt'.split(' '),
  ...'co.uk org.uk ac.uk gov.uk me.uk com.au net.au org.au co.nz co.jp ne.jp or.jp com.br com.cn net.cn org.cn'.split(
    ' ',
  ),
  ...'com.hk com.tw co.kr co.in com.sg com.mx com.tr co.za com.ar co.il com.pl com.ua home.arpa'.split(' '),
  ...'github.io gitlab.io pages.dev workers.dev web.app firebaseapp.com netlify.app vercel.app herokuapp.com'.split(
    ' ',
  ),
  ...'azurewebsites.net cloudfront.net amazonaws.com s3.amazonaws.com appspot.com run.app fly.dev onrender.com'.split(
    ' ',
  ),
  ...'nip.io sslip.io svc.cluster.local cluster.local'.split(' '),
]);
