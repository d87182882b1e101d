import type { ServerResponse } from 'node:http';
import type { SampleRequest } from '../sample-server.ts';

/** One endpoint of httpbin. In `path`, `{name}` is one decoded segment and a final `*` is whatever follows. */
export type HttpbinRoute = {
  readonly methods: readonly string[];
  readonly path: string;
  readonly about: string;
  readonly answer: (request: HttpbinRequest, response: ServerResponse) => void | Promise<void>;
};

/** `parts` are the values of the `{name}` segments in order. */
export type HttpbinRequest = SampleRequest & { readonly parts: readonly string[] };

export const part = (request: HttpbinRequest, index: number): string => request.parts[index] ?? '';

/** A whole number within bounds, or the fallback when it is none. */
export function whole(text: string | null, fallback: number, min: number, max: number): number {
  const value = text === null || !/^\d+$/.test(text) ? fallback : Number(text);
  return Math.min(max, Math.max(min, value));
}

/** Seconds as a plain number or a Go duration (`500ms`, `1.5s`), as milliseconds; undefined when it is neither. */
export function milliseconds(text: string | null): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text ?? '');
  if (!found) return undefined;
  const unit = { ms: 1, s: 1000, m: 60_000 }[found[2] ?? 's'] ?? 1000;
  return Number(found[1]) * unit;
}

/** Waits, or ends early (returning false) when the client has gone. */
export function pause(ms: number, response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const gone = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      response.off('close', gone);
      resolve(true);
    }, ms);
    response.once('close', gone);
  });
}
