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
  await session.body?.cancel();
  const [cookie] = session.headers.getSetCookie();
  if (!session.ok || cookie === undefined) throw new NotAnswered('another program answers at this address', true);
  const answer = await post(`/call/${name}`, input, { cookie: cookie.split(';', 1)[0] ?? '' });
  const body = (await answer.json()) as { ok: true; output: OutputOf<N> } | { ok: false; message: string };
  if (!body.ok) throw new Error(body.message);
  return body.output;
};

/** A URL that opens the window of a program that runs in one more browser, once. Rejects with `NotAnswered` as `askRunning` does. */
export const askForLink = async (address: string): Promise<string> => {
  const token = new URL(address).hash.replace('#token=', '');
  const answer = await postTo(address)('/session', { token, link: true });
  const body = (await answer.json().catch(() => ({}))) as { readonly output?: unknown; readonly message?: unknown };
  if (answer.ok && typeof body.output === 'string') return body.output;
  if (answer.status === 409 && typeof body.message === 'string') throw new Error(body.message);
  throw new NotAnswered('another program answers at this address', true);
};

const postTo =
  (address: string, limitMs: number = timeoutMs) =>
  async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const { origin } = new URL(address);
    try {
      return await fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, ...headers },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(limitMs),
      });
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      throw new NotAnswered(late ? 'there is no answer in time' : 'nobody answers at this address', !late);
    }
  };
