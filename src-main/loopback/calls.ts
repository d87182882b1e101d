import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CallName, Handlers, Log } from '#contract/contract.ts';
import { guard, isCallName } from '#contract/guard.ts';

/** Status and JSON body of an answer. */
export type Answer = { readonly status: number; readonly body: unknown };

/** A save of 20 MB may be twice as long in JSON; all other inputs are small. */
const bodyLimit = (name: string): number => (name === 'workspace.write' ? 48 : 20) * 1024 * 1024;

/** Runs one call of the contract: `{ok: true, output}`, or `{ok: false, message}` with the status that fits. */
export const answerCall = async (
  name: string,
  request: IncomingMessage,
  handlers: Handlers,
  log: Log,
): Promise<Answer> => {
  if (!isCallName(name)) return refusal(404, 'there is no call of this name; is the window of another version?');
  const body = await readJson(request, bodyLimit(name));
  if (!body.ok) return body.answer;
  return runCall(name, body.value, handlers, log);
};

const runCall = async <N extends CallName>(name: N, given: unknown, handlers: Handlers, log: Log): Promise<Answer> => {
  const input = guard(name, given);
  if (!input.ok) return refusal(400, input.message);
  try {
    return { status: 200, body: { ok: true, output: await handlers[name](input.input) } };
  } catch (error) {
    // A bug of ours: the person gets a number, the log gets everything.
    const id = randomBytes(4).toString('hex');
    log('error', 'a call failed by a bug', {
      call: name,
      id,
      cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return refusal(500, `this should not have happened (bug ${id}); the log has the details under this number`);
  }
};

/** The JSON body of a request, at most `limit` bytes of it. */
export const readJson = async (
  request: IncomingMessage,
  limit: number,
): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly answer: Answer }> => {
  const refuse = (status: number, message: string) => ({ ok: false as const, answer: refusal(status, message) });
  // A form cannot send this type, so a foreign page cannot do so without asking first, which is never granted.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return refuse(415, 'the body must be "application/json"');
  const tooLarge = `the body is too large; at most ${limit} bytes are taken`;
  if (Number(request.headers['content-length'] ?? 0) > limit) return refuse(413, tooLarge);
  const parts: Buffer[] = [];
  let size = 0;
  // Not destroyed when left early: the refusal must still get through.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) return refuse(413, tooLarge);
    parts.push(part);
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(parts).toString('utf8')) };
  } catch {
    return refuse(400, 'the body is not JSON');
  }
};

export const refusal = (status: number, message: string): Answer => ({ status, body: { ok: false, message } });
