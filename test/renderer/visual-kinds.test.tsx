// @vitest-environment happy-dom
/// <reference types="vite/client" />
import fc from 'fast-check';
import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { kinds } from '#core/resource/index.ts';
import type { ActedKind } from '#core/resource/kind.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import { chunksOf, resourcesIn } from '#core/visual/document.ts';
import { valuesOf } from '../valid/from-schema.ts';
import { istioRules } from '../valid/world.ts';
import { type FormPanel, openForm } from './form-panel.tsx';

let form: FormPanel;
beforeEach(() => void vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));
afterEach(async () => {
  await form.close();
  vi.unstubAllGlobals();
});

const acted = kinds.filter((kind): kind is ActedKind => kind.is === 'acted');

/** A document of a kind with nearly every field that it may have. */
const rich = (kind: ActedKind): string => {
  const rules = kind.group === 'networking.istio.io' ? istioRules : { values: {}, mend: {} };
  const body = shortened(fc.sample(valuesOf(kind.schema, rules, 1), { seed: 7, numRuns: 1 })[0]);
  const version = kind.versions[0] ?? 'v1';
  return stringify(
    {
      apiVersion: kind.group === '' ? version : `${kind.group}/${version}`,
      kind: kind.kind,
      metadata: { name: 'rich', namespace: 'shop', labels: { app: 'web' } },
      ...(kind.body === 'spec' ? { spec: body } : (body as object)),
    },
    { aliasDuplicateObjects: false },
  );
};

/** With one of each item, which is enough to be shown. */
const shortened = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.slice(0, 1).map(shortened)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one)]))
      : value;

/** Until nothing is folded any more; the rules of routes have a table of their own and stay as they are. */
const unfoldAll = async () => {
  for (let deep = 0; deep < 12; deep += 1) {
    const folded = [...form.element.querySelectorAll<HTMLElement>('.visual-form .fold[aria-expanded=false]')];
    if (folded.length === 0) return;
    await act(async () => {
      for (const one of folded) one.click();
      await form.window.settle();
    });
  }
};

/** Each single value that is written, by its path. */
const leavesOf = (tree: Tree, path: Path): readonly Path[] =>
  tree.is === 'scalar'
    ? [path]
    : tree.is === 'list'
      ? tree.items.flatMap((item, index) => leavesOf(item, [...path, index]))
      : tree.entries.flatMap(({ key, value }) => leavesOf(value, [...path, key]));

/** Those that have no control, are in no part that says it keeps them, and in no table of rules. */
const notShown = (leaves: readonly Path[]): readonly string[] => {
  const controls = new Set([...form.element.querySelectorAll<HTMLElement>('[data-path]')].map(pathOf));
  const rows = new Map(
    [...form.element.querySelectorAll<HTMLElement>('[data-row]')].map((row) => [row.dataset.row, row]),
  );
  const isInPart = (path: Path): boolean => {
    for (let length = path.length; length > 0; length -= 1) {
      const row = rows.get(JSON.stringify(path.slice(0, length)));
      if (row) return row.querySelector('.foreign-value, .rules') !== null || row.closest('.rules') !== null;
    }
    return false;
  };
  return leaves.filter((path) => !controls.has(JSON.stringify(path)) && !isInPart(path)).map((path) => path.join('.'));
};

const pathOf = ({ dataset }: HTMLElement) => dataset.path;

for (const kind of acted) {
  it(`all that a ${kind.kind} of "${kind.group}" says is shown or kept, and a change touches one line`, async () => {
    const before = rich(kind);
    form = await openForm(before);
    expect(form.element.textContent).not.toContain('panel stopped');
    expect(form.element.querySelector('.visual-form')).not.toBeNull();
    await unfoldAll();
    const [chunk] = chunksOf(before);
    const [resource] = chunk ? resourcesIn(chunk) : [];
    const leaves = resource?.tree ? leavesOf(resource.tree, []).filter((path) => path[0] !== 'kind') : [];
    expect(leaves.length).toBeGreaterThan(3);
    expect(notShown(leaves)).toEqual([]);

    // One of each sort of control.
    const controls = [...form.element.querySelectorAll<HTMLElement>('.visual-form [data-path]')];
    const name: Path = ['metadata', 'name'];
    await form.leave(name, 'other');
    expect(linesThatDiffer(before, form.text())).toEqual(['  name: other']);
    const select = controls.find((one) => one instanceof HTMLSelectElement && one.options.length > 1);
    const number = controls.find((one) => one instanceof HTMLInputElement && one.inputMode === 'decimal');
    for (const [control, value] of [
      [number, '7'],
      [select, [...((select as HTMLSelectElement | undefined)?.options ?? [])].find((one) => !one.selected)?.value],
    ] as const) {
      if (control === undefined || value === undefined) continue;
      const was = form.text();
      await form.leave(JSON.parse(control.dataset.path ?? '[]') as Path, value);
      const changed = linesThatDiffer(was, form.text());
      expect(changed.length, control.dataset.path).toBeLessThanOrEqual(1);
      for (const line of changed) expect(line).toContain(value);
    }
    const toggle = controls.find((one) => one.querySelector('[role=switch], input[type=checkbox]') !== null);
    if (toggle !== undefined) {
      const was = form.text();
      await act(async () => toggle.querySelector<HTMLElement>('[role=switch], input[type=checkbox]')?.click());
      expect(linesThatDiffer(was, form.text())).toEqual([expect.stringMatching(/: (true|false)$/)]);
    }
  });
}

const linesThatDiffer = (before: string, after: string): readonly string[] => {
  const [old, now] = [before.split('\n'), after.split('\n')];
  expect(now).toHaveLength(old.length);
  return now.filter((line, at) => line !== old[at]);
};
