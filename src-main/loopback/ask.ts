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
): Promise<OutputOf<N>> => {
  const { origin, hash } = new URL(address);
  const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    try {
      return await fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, ...headers },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      throw new NotAnswered(late ? 'there is no answer in time' : 'nobody answers at this address', !late);
    }
  };
  const session = await post('/session', { token: hash.replace('#token=', '') });
  await session.body?.cancel();
  const [cookie] = session.headers.getSetCookie();
  if (!session.ok || cookie === undefined) throw new NotAnswered('another program answers at this address', true);
  const answer = await post(`/call/${name}`, input, { cookie: cookie.split(';', 1)[0] ?? '' });
  const body = (await answer.json()) as { ok: true; output: OutputOf<N> } | { ok: false; message: string };
  if (!body.ok) throw new Error(body.message);
  return body.output;
};
