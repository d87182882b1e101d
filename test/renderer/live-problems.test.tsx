// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src-renderer/app.tsx';
import { diskProblems, liveProblems } from '../../src-renderer/state/live-problems.ts';
import { compareProblems } from '../../src-renderer/state/problems.ts';
import { openWindow, type TestWindow } from './window.ts';

const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
`;
const at = text.indexOf('- { port');
const message = 'port 80 is taken by "caddy"; free the port or map it to another one with LocalGateway';
const finding = {
  severity: 'error',
  code: 'listen/port-taken',
  message,
  place: { file: 'main.yaml', range: [at, at + 8], line: 6, column: 3 },
} as const;

let window: TestWindow;
let host: HTMLElement;
let root: Root;

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  window = await openWindow([{ file: 'main.yaml', text }]);
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
});
afterEach(async () => {
  await act(async () => root.unmount());
  host.remove();
  window.stop();
});

/** The gateway tells that it could not open the port. */
const closePort = () => {
  const { running } = window.stores.running.getState();
  if (running === undefined) throw new Error('nothing runs');
  const { gateway } = running;
  window.stores.running.arrive({
    ...running,
    gateway: { ...gateway, diagnostics: [finding] },
    diagnostics: [...running.diagnostics, finding],
  });
};

it('a port that could not be opened stands in the list of problems, in the line of the server that declares it', async () => {
  window.stores.navigation.openPanel('editor');
  await act(async () => {
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  const listed = () => host.querySelector('.problems')?.textContent ?? '';
  expect(listed()).not.toContain('caddy');
  await act(async () => {
    closePort();
    await window.settle();
  });
  expect(listed()).toContain('is taken by "caddy"; free the port or map it to another one');
  expect(listed()).toContain('6');
  expect(host.querySelector('.rail-badge.error')).not.toBeNull();
  // In a text that is typed nobody knows whether the line is the same.
  await act(async () => {
    window.stores.files.edit('main.yaml', `# new\n${text}`);
    await window.settle();
  });
  expect(listed()).not.toContain('caddy');
});

it('what is kept back while somebody types is not counted as mended', () => {
  closePort();
  const { running } = window.stores.running.getState();
  const live = (unsaved: readonly string[]) =>
    compareProblems(liveProblems(running, unsaved), diskProblems(running, unsaved));
  expect(live([])).toMatchObject({ both: { errors: 1 }, mended: { errors: 0 } });
  expect(live(['main.yaml'])).toMatchObject({ both: { errors: 0 }, mended: { errors: 0 } });
  expect(live(['other.yaml'])).toMatchObject({ both: { errors: 1 }, mended: { errors: 0 } });
});
