import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a listener says to one `GET /`. `silent`: nothing within the time. `refused`: nobody listens at that address. */
export type Probed =
  | { readonly speaks: 'http' | 'https'; readonly title?: string; readonly server?: string }
  | { readonly speaks: 'http2' | 'other' | 'silent' | 'refused' };

/** Whoever speaks first within this time speaks another protocol, and is asked nothing. */
const bannerMs = 150;
const answerMs = 1_000;
const mostBytes = 64 * 1024;

/**
 * Asks a listener of this machine what it is: waits whether it speaks first, then one `GET /` in plaintext, then in TLS where the
 * answer looks like that. One or two short connections; nothing is sent to whoever says a word of its own accord. Never rejects.
 */
export const probe = async (host: string, port: number, signal: AbortSignal): Promise<Probed> => {
  const plain = await ask(() => connect({ host, port }), 'connect', { port, signal, waits: true });
  if (plain.refused) return { speaks: 'refused' };
  if (isSettings(plain.answer)) return { speaks: 'http2' };
  const http = readAnswer(plain.answer);
  if (http && !wantsTls(plain.answer)) return { speaks: 'http', ...http };
  if (plain.spokeFirst || signal.aborted) return { speaks: 'other' };
  if (plain.answer === '' && !plain.closed) return { speaks: 'silent' };
  // A closed connection, an alert, or a page that says so: it may be TLS. Its certificate is nobody's concern here.
  const open = () => connectTls({ host, port, rejectUnauthorized: false, servername: 'localhost' });
  const secure = readAnswer((await ask(open, 'secureConnect', { port, signal, waits: false })).answer);
  if (secure) return { speaks: 'https', ...secure };
  return http ? { speaks: 'http', ...http } : { speaks: 'other' };
};

type Asked = {
  readonly answer: string;
  readonly spokeFirst: boolean;
  readonly closed: boolean;
  readonly refused: boolean;
};
type How = { readonly port: number; readonly signal: AbortSignal; readonly waits: boolean };

const ask = (open: () => Socket, ready: 'connect' | 'secureConnect', { port, signal, waits }: How): Promise<Asked> =>
  new Promise((resolve) => {
    const socket = open();
    let answer = '';
    let sent = false;
    let refused = false;
    const end = (closed: boolean) => {
      clearTimeout(limit);
      clearTimeout(banner);
      signal.removeEventListener('abort', give);
      socket.destroy();
      resolve({ answer, spokeFirst: !sent && answer !== '', closed, refused });
    };
    const give = () => end(false);
    const limit = setTimeout(give, answerMs);
    let banner: NodeJS.Timeout | undefined;
    const send = () => {
      sent = true;
      socket.write(
        `GET / HTTP/1.1\r\nhost: localhost:${port}\r\nuser-agent: slipway\r\naccept: text/html, */*;q=0.5\r\nconnection: close\r\n\r\n`,
      );
    };
    socket.on('error', (error: NodeJS.ErrnoException) => {
      refused = error.code === 'ECONNREFUSED';
      end(true);
    });
    socket.on('close', () => end(true));
    socket.once(ready, () => {
      if (!waits) send();
      else banner = setTimeout(send, bannerMs);
    });
    socket.on('data', (chunk: Buffer) => {
      // Bytes of TLS alerts and other protocols stay what they are.
      answer += chunk.toString('latin1');
      if (!sent || answer.length > mostBytes || /<\/title>/i.test(answer)) end(false);
    });
    signal.addEventListener('abort', give);
    if (signal.aborted) give();
  });

/** Servers of HTTP/2 alone, as those of gRPC are, begin with a frame of SETTINGS (RFC 9113 section 3.4). */
const isSettings = (answer: string): boolean => answer.startsWith('\0') && answer.slice(3, 9) === '\x04\0\0\0\0\0';

/** The page of a server that was spoken to without TLS (nginx, Go, Apache). */
const wantsTls = (answer: string): boolean =>
  /^HTTP\/1\.[01] 400/.test(answer) &&
  /(HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL)/i.test(answer);

/** Undefined: not HTTP/1. */
export const readAnswer = (answer: string): { readonly title?: string; readonly server?: string } | undefined => {
  if (!/^HTTP\/1\.[01] \d{3}/.test(answer)) return undefined;
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const server = /^server:[ \t]*(.+)$/im.exec(head)?.[1];
  const title = /<title[^>]*>([^<]*)/i.exec(rest.join('\r\n\r\n'))?.[1];
  const said = title === undefined ? '' : oneLine(Buffer.from(title, 'latin1').toString('utf8'));
  return { ...(said !== '' && { title: said }), ...(server !== undefined && { server: oneLine(server) }) };
};

/** Text of a stranger's page: one short line, without control characters. */
const oneLine = (text: string): string =>
  text
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (all, name: string) => entities[name] ?? all)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 80);

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
