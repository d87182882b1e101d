import { expect, it } from 'vitest';
import { NoSession, openSession } from '../../src-renderer/client/session.ts';
import { wireDesktop } from '../../src-renderer/client/wire-desktop.ts';
import { wireLoopback } from '../../src-renderer/client/wire-loopback.ts';

/** Stands in for a browser's EventSource: the test says what happens on it. */
class TestEvents extends EventTarget {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 1;
  tell(name: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

const loopback = (answer: (url: string, init: RequestInit | undefined) => Response) => {
  const sources: TestEvents[] = [];
  const later: (() => void)[] = [];
  const wire = wireLoopback({
    fetch: async (url, init) => answer(String(url), init),
    openEvents: () => {
      const source = new TestEvents();
      sources.push(source);
      return source as unknown as EventSource;
    },
    later: (work) => later.push(work),
  });
  return { wire, sources, later };
};

it('loopback: a call is a POST with JSON, its answer the output', async () => {
  const { wire } = loopback((url, init) => {
    expect(url).toBe('/call/gateway.state');
    expect(init).toMatchObject({ method: 'POST', body: 'null', headers: { 'content-type': 'application/json' } });
    return Response.json({ ok: true, output: { heldBack: [] } });
  });
  expect(await wire.call('gateway.state', null)).toEqual({ heldBack: [] });
});

it('loopback: a bug of main and a missing session are told apart', async () => {
  const broken = loopback(() => Response.json({ ok: false, message: 'bug 7' }, { status: 500 }));
  await expect(broken.wire.call('gateway.state', null)).rejects.toThrow('bug 7');
  const stranger = loopback(() => Response.json({ ok: false, message: 'no' }, { status: 401 }));
  await expect(stranger.wire.call('gateway.state', null)).rejects.toThrow(NoSession);
});

it('loopback: events reach their listeners until they stop listening', () => {
  const { wire, sources } = loopback(() => new Response());
  const heard: unknown[] = [];
  const stop = wire.on('traffic', (event) => heard.push(event));
  wire.onState(() => {});
  sources[0]?.tell('traffic', []);
  stop();
  sources[0]?.tell('traffic', []);
  expect(heard).toEqual([[]]);
});

it('loopback: a cut is told once, a new connection is made when the browser gives up', () => {
  const { wire, sources, later } = loopback(() => new Response());
  const states: string[] = [];
  wire.onState((state) => states.push(state));
  sources[0]?.onopen?.();
  sources[0]?.onerror?.();
  sources[0]?.onerror?.();
  expect(states).toEqual(['open', 'lost']);
  expect(later).toHaveLength(0);
  Object.assign(sources[0] ?? {}, { readyState: 2 });
  sources[0]?.onerror?.();
  later[0]?.();
  sources[1]?.onopen?.();
  expect(states).toEqual(['open', 'lost', 'open']);
});

it('the code or token is traded once and leaves the address bar', async () => {
  const asked: unknown[] = [];
  let address = '';
  const page = (hash: string) => ({
    location: { hash, pathname: '/', search: '' },
    history: {
      replaceState: (_: unknown, __: string, url?: string | URL | null) => {
        address = String(url);
      },
    },
    fetch: async (url: RequestInfo | URL, init?: RequestInit) => {
      asked.push([String(url), init?.body]);
      return new Response(null, { status: 200 });
    },
  });
  await openSession(page('#token=abc'));
  await openSession(page('#code=def'));
  expect(asked).toEqual([
    ['/session', '{"token":"abc"}'],
    ['/session', '{"code":"def"}'],
  ]);
  expect(address).toBe('/');
  await openSession(page(''));
  expect(asked).toHaveLength(2);
});

it('desktop: calls and events go over the bridge', async () => {
  const wire = wireDesktop({ call: async () => null as never, on: () => () => {} });
  const states: string[] = [];
  wire.onState((state) => states.push(state));
  expect(states).toEqual(['open']);
  expect(await wire.call('traffic.clear', null)).toBeNull();
});
