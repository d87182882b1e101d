/** What an option of curl means for who answers. `ignored` take a value that says nothing about it, `plain` take none. */
export type CurlOption =
  | 'method'
  | 'header'
  | 'data'
  | 'data-raw'
  | 'data-urlencode'
  | 'json'
  | 'form'
  | 'head'
  | 'agent'
  | 'referer'
  | 'cookie'
  | 'user'
  | 'get'
  | 'url'
  | 'upload'
  | 'connect-to'
  | 'proxy'
  | 'bearer'
  | 'compressed'
  | 'globoff'
  | 'query'
  | 'target'
  | 'ignored'
  | 'plain';

const meanings: Readonly<Record<CurlOption, string>> = {
  method: '-X --request',
  header: '-H --header',
  data: '-d --data --data-ascii --data-binary',
  'data-raw': '--data-raw',
  'data-urlencode': '--data-urlencode',
  json: '--json',
  form: '-F --form --form-string',
  head: '-I --head',
  agent: '-A --user-agent',
  referer: '-e --referer',
  cookie: '-b --cookie',
  user: '-u --user',
  get: '-G --get',
  url: '--url',
  upload: '-T --upload-file',
  'connect-to': '--connect-to',
  proxy: '-x --proxy --preproxy',
  bearer: '--oauth2-bearer',
  compressed: '--compressed',
  globoff: '-g --globoff',
  query: '--url-query',
  target: '--request-target',
  ignored:
    '-o --output -w --write-out -m --max-time --connect-timeout -c --cookie-jar --cacert --capath -E --cert --cert-type --key ' +
    '--key-type --pass --retry --retry-delay --retry-max-time --resolve --interface --limit-rate -D --dump-header -K --config ' +
    '--max-redirs --dns-servers --ciphers --tls-max --tls13-ciphers --unix-socket --expect100-timeout --keepalive-time ' +
    '--noproxy -U --proxy-user -r --range --trace --trace-ascii --stderr --create-file-mode --parallel-max --happy-eyeballs-timeout-ms --aws-sigv4 --abstract-unix-socket --socks4 --socks4a --socks5 ' +
    '--socks5-hostname --variable --doh-url --dns-interface --dns-ipv4-addr --dns-ipv6-addr --local-port --max-filesize --rate --proto ' +
    '--proto-default --proto-redir --proxy-header --proxy-cacert --proxy-cert --proxy-key --pinnedpubkey --crlfile --curves --engine ' +
    '--etag-compare --etag-save --hsts --alt-svc --libcurl --login-options --netrc-file --output-dir --parallel-max-host --random-file ' +
    '--service-name --sasl-authzid --delegation --speed-limit -Y --speed-time -y --keepalive-cnt --tls-max --tlsuser --tlspassword ' +
    '--tlsauthtype --trace-config --time-cond -z --continue-at -C --ip-tos --vlan-priority --ech --haproxy-clientip --ipfs-gateway -P --ftp-port -Q --quote -t --telnet-option',
  plain:
    '-s --silent -S --show-error -v --verbose -i --include --show-headers -k --insecure -L --location --location-trusted -f --fail ' +
    '--fail-with-body --fail-early -N --no-buffer -O --remote-name -J --remote-header-name -q --disable -# --progress-bar -4 --ipv4 ' +
    '-6 --ipv6 --http0.9 -0 --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 ' +
    '--tlsv1.3 -n --netrc --no-keepalive --tcp-nodelay --path-as-is --raw --anyauth --basic --digest --ntlm -p --proxytunnel ' +
    '--no-progress-meter --styled-output --ssl-no-revoke -Z --parallel -- --compressed-ssh --negotiate --haproxy-protocol --tr-encoding --disallow-username-in-url --parallel-immediate ' +
    '--remote-time -R --remote-name-all --remove-on-error --crlf --ignore-content-length --post301 --post302 --post303 --retry-all-errors ' +
    '--retry-connrefused --suppress-connect-headers --trace-time --trace-ids --verbose --xattr --ca-native --cert-status --doh-insecure ' +
    '--false-start --tlsv1 --sslv2 --sslv3 --ssl --ssl-reqd --tcp-fastopen --no-sessionid --no-alpn --no-clobber --create-dirs -a --append ' +
    '--proxy-insecure --http3-only --junk-session-cookies -j --skip-existing',
};

/** By the option as it is written. */
export const curlOptions: ReadonlyMap<string, CurlOption> = new Map(
  Object.entries(meanings).flatMap(([meaning, names]) =>
    names.split(' ').map((name) => [name, meaning as CurlOption] as const),
  ),
);

/** Options without a value. */
export const withoutValue: ReadonlySet<CurlOption> = new Set<CurlOption>([
  'head',
  'get',
  'compressed',
  'globoff',
  'plain',
]);
