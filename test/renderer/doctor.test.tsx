// @vitest-environment happy-dom
/// <reference types="vite/client" />
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkIds } from '#core/doctor/checks.ts';
import { App } from '../../src-renderer/app.tsx';
import type { FakeMachine } from '../../src-renderer/client/fake-reach.ts';
import { en, zhCN } from '../../src-renderer/words/catalogues.ts';
import { openWindow, type TestWindow } from './window.ts';

let root: Root;
let element: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  element = document.body.appendChild(document.createElement('div'));
  root = createRoot(element);
});
afterEach(async () => {
  await act(async () => root.unmount());
  element.remove();
  vi.unstubAllGlobals();
});

const draw = async (machine: FakeMachine = {}) => {
  const window = await openWindow();
  await act(async () => {
    window.fake.setMachine(machine);
    window.stores.navigation.openPanel('doctor');
    root.render(<App stores={window.stores} />);
    await window.settle();
  });
  return window;
};
const button = (name: string): HTMLButtonElement => {
  const found = [...element.querySelectorAll('button')].find((one) => one.textContent === name);
  if (found === undefined) throw new Error(`there is no button "${name}"`);
  return found;
};
const press = async (window: TestWindow, name: string) =>
  act(async () => {
    button(name).click();
    await window.settle();
  });
const lines = () => [...element.querySelectorAll('.check-line')].map((one) => one.getAttribute('aria-label'));
const asked = ({ fake }: TestWindow) => fake.calls.filter(({ name }) => name === 'doctor.run').length;

describe('the doctor', () => {
  it('looks only when somebody asks, and says of each check how it stands', async () => {
    const window = await draw();
    expect(asked(window)).toBe(0);
    expect(element.textContent).toContain('Does a URL not open as it should?');
    await press(window, 'Examine this machine');
    expect(asked(window)).toBe(1);
    expect(lines()).toEqual([
      'documents: ok',
      'services: failing',
      'ports: warning',
      'names: ok',
      'hosts file: skipped',
      'clock: ok',
    ]);
    const groups = [...element.querySelectorAll('.doctor h3')].map(({ textContent }) => textContent);
    expect(groups).toEqual(['Documents and services', 'Ports', 'Names', 'This machine']);
    expect(element.querySelector('.doctor-summary')?.textContent).toBe('1 failing1 warning');
    expect(element.querySelector('.doctor-tools')?.textContent).toContain('within 1.2 s');
    const failing = element.querySelector('[aria-label="services: failing"]');
    expect(failing?.querySelector('svg')).not.toBeNull();
    expect(failing?.textContent).toContain('service-down');
    expect(failing?.querySelector('[lang="en"]')?.textContent).toContain('nobody listens at 127.0.0.1:3000');
  });

  it('shows problems alone, and says where there is none', async () => {
    const window = await draw();
    await press(window, 'Examine this machine');
    await press(window, 'Problems');
    expect(lines()).toEqual(['services: failing', 'ports: warning']);
    await act(async () => window.fake.setMachine({ checks: [] }));
    await press(window, 'Examine again');
    expect(lines()).toEqual([]);
    expect(element.querySelector('.doctor')?.textContent).toContain('Nothing is wrong.');
    expect(element.querySelector('.doctor-summary')?.textContent).toBe('all well');
  });

  it('leads to where something can be done, and does nothing by itself', async () => {
    const window = await draw();
    await press(window, 'Examine this machine');
    await press(window, 'Go to the services');
    expect(window.stores.navigation.getState().panel).toBe('services');
    await act(async () => {
      window.stores.navigation.openPanel('doctor');
      await window.settle();
    });
    // What was found is still there.
    expect(lines()).toHaveLength(6);
    await press(window, 'Go to the hosts file');
    expect(window.stores.navigation.getState().panel).toBe('browser');
    expect(window.stores.hosts.getState().plan?.ok).toBe(true);
    expect(window.fake.calls.map(({ name }) => name)).not.toContain('hosts.apply');
  });

  it('copies the report as the terminal prints it', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: async (text: string) => written.push(text) } });
    const window = await draw();
    await press(window, 'Examine this machine');
    await act(async () => {
      element.querySelector<HTMLButtonElement>('button[aria-label="copy the report"]')?.click();
      await window.settle();
    });
    expect(written.join()).toContain('FAILURE  services    nobody listens at 127.0.0.1:3000');
    expect(written.join()).toContain('3 ok, 1 warning, 1 failure, 1 skipped');
  });

  it('keeps what it found when main does not answer, and says why nothing is new', async () => {
    const window = await draw();
    await press(window, 'Examine this machine');
    await act(async () => window.fake.setState('lost'));
    await press(window, 'Examine again');
    expect(lines()).toHaveLength(6);
    const notices = [...element.querySelectorAll('.notice.error')].map(({ textContent }) => textContent).join();
    expect(notices).toContain('main does not answer');
    expect(window.stores.doctor.getState().running).toBe(false);
  });

  it('looks once at a time, and says so meanwhile', async () => {
    const window = await draw();
    await act(async () => {
      const first = window.stores.doctor.run();
      await window.stores.doctor.run();
      expect(window.stores.doctor.getState().running).toBe(true);
      await first;
    });
    expect(asked(window)).toBe(1);
  });

  it('has a name for every check in each language', () => {
    for (const catalogue of [en, zhCN])
      expect(Object.keys(catalogue.doctor.check).sort()).toEqual([...checkIds].sort());
  });
});
