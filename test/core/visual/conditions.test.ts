import { describe, expect, it } from 'vitest';
import type { ObjectSchema } from '../../../src-main/core/schema/schema.ts';
import { treeAt } from '../../../src-main/core/text/cursor.ts';
import {
  addCondition,
  type Changes,
  changeHow,
  changeKey,
  changeValue,
  choicesFor,
  removeCondition,
} from '../../../src-main/core/visual/condition-changes.ts';
import { type Condition, conditionsAt, sayCondition } from '../../../src-main/core/visual/conditions.ts';
import { changed, documentOf, schemaAt } from './documents.ts';

const istio = schemaAt('networking.istio.io', 'VirtualService', ['http', 0, 'match', 0]) as ObjectSchema;
const gatewayApi = schemaAt('gateway.networking.k8s.io', 'HTTPRoute', ['rules', 0, 'matches', 0]) as ObjectSchema;
const virtualService = `kind: VirtualService
spec:
  http:
  - match:
    - name: a
      uri:
        prefix: "/status"   # kept
      headers:
        x-user: { exact: jason }
        x-any: {}
      withoutHeaders: { x-debug: { regex: .* } }
      queryParams: { q: { exact: "1" } }
      sourceLabels: { app: web }
      gateways: [a, b]
      port: 8080
      ignoreUriCase: true
      colour: green
`;
const httpRoute = `kind: HTTPRoute
spec:
  rules:
  - matches:
    - path: { type: Exact, value: /a }
      headers:
      - name: x-a
        value: "1"
`;
const inIstio = ['spec', 'http', 0, 'match', 0];
const inGatewayApi = ['spec', 'rules', 0, 'matches', 0];
const find = (all: readonly Condition[], words: string): Condition => {
  const found = all.find((one) => sayCondition(one).startsWith(words));
  if (!found) throw new Error(`no condition ${words} in ${all.map(sayCondition).join('; ')}`);
  return found;
};
const done = (made: Changes) => {
  if (!made.ok) throw new Error(made.message);
  return made.changes;
};
const istioConditions = (text = virtualService) => conditionsAt(documentOf(text), inIstio, istio);
const gatewayConditions = (text = httpRoute) => conditionsAt(documentOf(text), inGatewayApi, gatewayApi);

describe('conditions as they are read', () => {
  it('says each in words, in the order of the text, the unknown ones too', () => {
    expect(istioConditions().map(sayCondition)).toEqual([
      'prefix /status',
      'header x-user exact jason',
      'header x-any present',
      'not header x-debug regex .*',
      'query parameter q exact 1',
      'source label app web',
      'gateway a, b',
      'port 8080',
      'ignore case of path',
      'colour green',
    ]);
    expect(find(istioConditions(), 'colour').written).toMatchObject({ is: 'kept' });
    expect(gatewayConditions().map(sayCondition)).toEqual(['exact /a', 'header x-a exact 1']);
  });

  it('keeps what is linked or says two things', () => {
    const text = `kind: VirtualService
spec:
  http:
  - match:
    - uri: &u { prefix: /a, exact: /b }
      authority: *u
`;
    expect(istioConditions(text).map(({ written }) => written.is)).toEqual(['kept', 'kept']);
  });
});

describe('conditions as they are changed', () => {
  it('exact for prefix keeps value, quotes and comment', () => {
    const text = changed(virtualService, done(changeHow(find(istioConditions(), 'prefix'), 'exact')));
    expect(text).toBe(virtualService.replace('prefix: "/status"', 'exact: "/status"'));
  });

  it('to present and back', () => {
    const text = changed(virtualService, done(changeHow(find(istioConditions(), 'header x-user'), 'present')));
    expect(find(istioConditions(text), 'header x-user').how).toBe('present');
    const back = changed(text, done(changeHow(find(istioConditions(text), 'header x-user'), 'regex')));
    expect(sayCondition(find(istioConditions(back), 'header x-user'))).toBe('header x-user regex 1');
  });

  it('writes values as their kind wants them, and refuses others', () => {
    const all = istioConditions();
    expect(changed(virtualService, done(changeValue(find(all, 'port'), '9090')))).toContain('port: 9090\n');
    expect(changed(virtualService, done(changeValue(find(all, 'gateway'), 'a, c')))).toContain('gateways: [a, c]');
    expect(changed(virtualService, done(changeValue(find(all, 'prefix'), '/x')))).toContain('prefix: "/x"   # kept');
    expect(changeValue(find(all, 'port'), 'http').ok).toBe(false);
    expect(changeValue(find(all, 'gateway'), ' , ').ok).toBe(false);
  });

  it('renames headers, but not to one that is there', () => {
    const header = find(istioConditions(), 'header x-user');
    expect(changed(virtualService, done(changeKey(header, 'x-id', ['x-any'])))).toContain('x-id: { exact: jason }');
    expect(changeKey(header, 'x-any', ['x-any']).ok).toBe(false);
    const named = find(gatewayConditions(), 'header');
    expect(changed(httpRoute, done(changeKey(named, 'x-b', [])))).toBe(httpRoute.replace('x-a', 'x-b'));
  });

  it('sets the type of a path where it is written, and adds it where it is not', () => {
    expect(changed(httpRoute, done(changeHow(find(gatewayConditions(), 'exact /a'), 'PathPrefix')))).toContain(
      '{ type: PathPrefix, value: /a }',
    );
    const typed = changed(httpRoute, done(changeHow(find(gatewayConditions(), 'header'), 'RegularExpression')));
    expect(sayCondition(find(gatewayConditions(typed), 'header'))).toBe('header x-a regex 1');
  });

  it('removes the last condition with its match, so that every request matches', () => {
    const one = 'kind: VirtualService\nspec:\n  http:\n  - match:\n    - uri: { prefix: /a }\n    route: []\n';
    const text = changed(one, removeCondition(find(istioConditions(one), 'prefix')));
    expect(text).toBe('kind: VirtualService\nspec:\n  http:\n  - route: []\n');
  });
});

describe('conditions as they are added', () => {
  it('offers every field of the match that is not written yet, and maps again', () => {
    const labels = choicesFor(istio, treeAt(documentOf(virtualService).tree, inIstio)).map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining(['method', 'scheme', 'host', 'header', 'not header', 'query parameter']),
    );
    expect(labels).not.toContain('path');
  });

  it.each([
    [istio, inIstio, virtualService],
    [gatewayApi, inGatewayApi, httpRoute],
  ] as const)('adds each of them, so that it can be read and changed', (schema, path, text) => {
    for (const { field } of choicesFor(schema, treeAt(documentOf(text).tree, path))) {
      const before = conditionsAt(documentOf(text), path, schema).length;
      const after = changed(text, done(addCondition(path, schema, treeAt(documentOf(text).tree, path), field)));
      const all = conditionsAt(documentOf(after), path, schema);
      expect(all, field).toHaveLength(before + 1);
      expect(
        all.filter((one) => one.field === field).map(({ written }) => written.is),
        field,
      ).not.toContain('kept');
    }
  });

  it('adds a first match and one more alternative', () => {
    const bare = 'kind: VirtualService\nspec:\n  http:\n  - route: []\n';
    const text = changed(bare, done(addCondition(inIstio, istio, undefined, 'uri')));
    expect(istioConditions(text).map(sayCondition)).toEqual(['prefix /example']);
    const two = changed(text, done(addCondition(['spec', 'http', 0, 'match', 1], istio, undefined, 'headers')));
    expect(conditionsAt(documentOf(two), ['spec', 'http', 0, 'match', 1], istio).map(sayCondition)).toEqual([
      'header x-example exact 1',
    ]);
  });
});
