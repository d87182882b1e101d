import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { CallName, InputOf, OutputOf } from '#contract/contract.ts';

/** The one who was asked is not there, or is not the one whose address this is. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
  /** False where it may only be busy. */
  readonly gone: boolean;
  constructor(message: string, gone: boolean) {
    super(message);
    this.gone = gone;
  }
}

const timeoutMs = 10_000;

/**
 * One call of a program that runs, by the address that it printed or left: a session first, as the page opens one. Rejects with
 * `NotAnswered` where nobody of this address and token is there, and with an error of the program's words where it refuses the call.
 */
export const askRunning = async <N extends CallName>(
  address: string,
  name: N,
  input: InputOf<N>,
  limitMs: number = timeoutMs,
): Promise<OutputOf<N>> => {
  const post = postTo(address, limitMs);
  const token = new URL(address).hash.replace('#token=', '');
  const session = await post('/session', { token });
  const [cookie] = session.headers['set-cookie'] ?? [];
  if (session.status !== 200 || cookie === undefined)
    throw new NotAnswered('another program answers at this address', true);
  const { text } = await post(`/call/${name}`, input, { cookie: cookie.split(';', 1)[0] ?? '' });
  const body = JSON.parse(text) as { ok: true; output: OutputOf<N> } | { ok: false; message: string };
  if (!body.ok) throw new Error(body.message);
  return body.output;
};

/** A URL that opens the window of a program that runs in one more browser, once. Rejects with `NotAnswered` as `askRunning` does. */
export const askForLink = async (address: string): Promise<string> => {
  const token = new URL(address).hash.replace('#token=', '');
  const answer = await postTo(address)('/session', { token, link: true });
  const body = objectIn(answer.text);
  if (answer.status === 200 && typeof body.output === 'string') return body.output;
  if (answer.status === 409 && typeof body.message === 'string') throw new Error(body.message);
  throw new NotAnswered('another program answers at this address', true);
};

const objectIn = (text: string): { readonly output?: unknown; readonly message?: unknown } => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // another program, which speaks otherwise
  }
};

type Answered = { readonly status: number | undefined; readonly headers: IncomingHttpHeaders; readonly text: string };

/** An agent of its own knows no proxy: `fetch` hands the token to one where the environment has `NODE_USE_ENV_PROXY`. */
const postTo =
  (address: string, limitMs: number = timeoutMs) =>
  (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> =>
    new Promise((done, fail) => {
      const { origin, hostname, port } = new URL(address);
      const bytes = Buffer.from(JSON.stringify(body));
      const signal = AbortSignal.timeout(limitMs);
      const failed = (): void =>
        fail(
          new NotAnswered(
            signal.aborted ? 'there is no answer in time' : 'nobody answers at this address',
            !signal.aborted,
          ),
        );
      const asked = request({
        host: hostname,
        port,
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', 'content-length': bytes.length, origin, ...headers },
        agent: new Agent(),
        signal,
      });
      asked.on('error', failed);
      asked.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', failed);
        answer.on('end', () =>
          done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }),
        );
      });
      asked.end(bytes);
    });
