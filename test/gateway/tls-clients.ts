import { execFile, spawnSync } from 'node:child_process';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { type ConnectionOptions, connect } from 'node:tls';

/** What a client is asked for. Names are as a person writes them; the connection goes to this machine whatever they are. */
export type Wish = {
  readonly host: string;
  readonly port: number;
  /** Files with PEM: the only authority that is trusted, and what is shown. */
  readonly ca: string;
  readonly caFile: string;
  readonly shows?: { readonly cert: string; readonly key: string; readonly certFile: string; readonly keyFile: string };
};

export type Got = { readonly status: number; readonly protocol: string; readonly body: string };

/** One that verifies certificates by itself. It rejects where it refuses the server, or the server refuses it. */
export type TlsClient = {
  readonly name: string;
  /** Why it cannot be used on this machine. */
  readonly missing?: string;
  readonly get: (wish: Wish, protocol: 'HTTP/1.1' | 'HTTP/2') => Promise<Got>;
};

const ascii = (host: string): string => new URL(`https://${host}/`).hostname;

const ownOptions = ({ host, port, ca, shows }: Wish): ConnectionOptions => ({
  host: '127.0.0.1',
  port,
  servername: ascii(host),
  ca,
  ...(shows && { cert: shows.cert, key: shows.key }),
});

const nodeHttp1 = (wish: Wish): Promise<Got> =>
  new Promise((resolve, reject) => {
    const asked = request({ ...ownOptions(wish), agent: false, headers: { host: ascii(wish.host) } }, (answer) => {
      let body = '';
      answer.on('data', (part) => {
        body += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, protocol: `HTTP/${answer.httpVersion}`, body }));
    });
    asked.on('error', reject);
    asked.end();
  });

const nodeHttp2 = (wish: Wish): Promise<Got> =>
  new Promise((resolve, reject) => {
    const session: ClientHttp2Session = connectHttp2(`https://${ascii(wish.host)}`, {
      createConnection: () => connect({ ...ownOptions(wish), ALPNProtocols: ['h2'] }),
    });
    const failed = (error: Error) => {
      session.destroy();
      reject(error);
    };
    session.on('error', failed);
    const stream = session.request({ ':path': '/', ':authority': ascii(wish.host) });
    let status = 0;
    let body = '';
    stream.on('response', (headers) => {
      status = headers[':status'] ?? 0;
    });
    stream.on('data', (part) => {
      body += part;
    });
    stream.on('error', failed);
    stream.on('end', () => {
      session.close();
      if (status === 0) reject(new Error('no answer'));
      else resolve({ status, protocol: 'HTTP/2', body });
    });
  });

const run = (
  program: string,
  args: readonly string[],
  input: string | Buffer = '',
): Promise<{ code: number; output: string; errors: string }> =>
  new Promise((resolve) => {
    const child = execFile(program, [...args], { timeout: 10_000, encoding: 'latin1' }, (error, output, errors) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, output, errors }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });

const curl = async ({ host, port, caFile, shows }: Wish, protocol: string): Promise<Got> => {
  const ran = await run('curl', [
    ...['--silent', '--show-error', '--noproxy', '*', '--cacert', caFile, '--capath', '/nonexistent'],
    ...['--connect-to', `::127.0.0.1:${port}`, protocol === 'HTTP/2' ? '--http2' : '--http1.1'],
    ...(shows ? ['--cert', shows.certFile, '--key', shows.keyFile] : []),
    ...['--write-out', '\n%{http_code} %{http_version}', `https://${host}/`],
  ]);
  if (ran.code !== 0) throw new Error(ran.errors.trim());
  const [, body = '', status, version] = /^([\s\S]*)\n(\d+) (\S+)$/.exec(ran.output) ?? [];
  return { status: Number(status), protocol: `HTTP/${version}`, body };
};

/** It carries bytes alone: a request of HTTP/1.1, or the beginning of HTTP/2, which a server answers with its settings. */
const openssl = async ({ host, port, caFile, shows }: Wish, protocol: string): Promise<Got> => {
  const h2 = protocol === 'HTTP/2';
  const name = ascii(host);
  const ran = await run(
    'openssl',
    [
      ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', name, '-verify_hostname', name, '-nocommands'],
      ...['-CAfile', caFile, '-no-CApath', '-no-CAstore', '-verify_return_error', '-ign_eof'],
      ...['-alpn', h2 ? 'h2' : 'http/1.1'],
      ...(shows ? ['-cert', shows.certFile, '-key', shows.keyFile] : []),
    ],
    h2 ? beginning : `GET / HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\n\r\n`,
  );
  const said = `${ran.errors}${ran.output}`.slice(-500);
  if (!/Verify return code: 0 \(ok\)/.test(ran.output)) throw new Error(said);
  if (h2) {
    if (!ran.output.includes('ALPN protocol: h2') || !settings.test(ran.output)) throw new Error(said);
    return { status: 200, protocol, body: '' };
  }
  const [answer, status] = /HTTP\/1\.1 (\d+)[\s\S]*$/.exec(ran.output) ?? [];
  if (answer === undefined) throw new Error(said);
  return { status: Number(status), protocol, body: answer };
};

/** The preface of RFC 9113 3.4 with empty settings, and a farewell. */
const beginning = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
]);
/** The head of a frame SETTINGS that is no acknowledgement, among what OpenSSL prints. */
const settings = /\0\0[\s\S]\x04\0\0\0\0\0/;

const says = (program: string, args: readonly string[]): string => {
  const { stdout, error } = spawnSync(program, [...args], { encoding: 'utf8' });
  return error ? '' : stdout;
};

/** Every client of this machine, with the reason where one is not to be had. */
export const tlsClients = (): readonly TlsClient[] => {
  const curlSays = says('curl', ['--version']);
  const curlFits = /OpenSSL|LibreSSL|BoringSSL/.test(curlSays) && /\bHTTP2\b/.test(curlSays);
  const opensslSays = says('openssl', ['version']);
  return [
    { name: 'node', get: (wish, protocol) => (protocol === 'HTTP/2' ? nodeHttp2(wish) : nodeHttp1(wish)) },
    { name: 'curl', get: curl, ...(!curlFits && { missing: 'there is no curl with OpenSSL and HTTP/2 here' }) },
    {
      name: 'openssl',
      get: openssl,
      ...(!/^OpenSSL [3-9]/.test(opensslSays) && { missing: 'there is no OpenSSL 3 here' }),
    },
  ];
};

export const hasIdn = (): boolean => /\bIDN\b/.test(says('curl', ['--version']));
