import { describe, expect, it } from 'vitest';
import { conditionKinds, explainCondition, loadCondition, reportCondition } from '#core/match/index.ts';
import type { Subject } from '#core/match/subject.ts';
import type { Condition, TextMatch } from '#core/route/table.ts';
import { exact, onPath, prefix, regex } from '../small-table.ts';

const subject = (more: Partial<Subject> = {}): Subject => ({
  method: 'GET',
  scheme: 'http',
  authority: 'a.test',
  path: '/',
  query: '',
  target: '/',
  headers: [],
  ...more,
});

const holds = (condition: Condition, more: Partial<Subject>): boolean => loadCondition(condition)(subject(more));

const present = { type: 'present' } as const;
const onHeader = (match: TextMatch | typeof present, without = false, name = 'h'): Condition => ({
  on: 'header',
  name,
  match,
  without,
});
const onQuery = (match: TextMatch | typeof present, name = 'q'): Condition => ({ on: 'query', name, match });

const fromClient = (ranges: readonly string[], without = false): Condition => ({
  on: 'source',
  match: { type: 'ranges', ranges },
  without,
});

describe('the address of the client', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['0.0.0.0/0', '192.0.2.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['fd00::/8', 'fdff::1', true],
    ['fd00::/8', 'fe80::1%eth0', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['10.0.0.0/33', '10.0.0.1', false],
    ['ten', '10.0.0.1', false],
    ['10.0.0.0/8', 'unix', false],
    ['127.0.0.1', undefined, true],
  ])('%s and %s', (range, client, result) => {
    expect(holds(fromClient([range]), { client })).toBe(result);
    expect(holds(fromClient([range], true), { client })).toBe(!result);
  });
});

describe('path (reference 4.2)', () => {
  it.each([
    [exact('/a'), false, '/a', true],
    [exact('/a'), false, '/a/', false],
    [exact('/a'), false, '/A', false],
    [exact('/a'), true, '/A', true],
    [prefix('/a'), false, '/a', true],
    [prefix('/a'), false, '/ab', true],
    [prefix('/a'), false, '/a/b', true],
    [prefix('/a'), false, '/A', false],
    [prefix('/a'), false, '/', false],
    [prefix('/'), false, '//x', true],
    [prefix(''), false, '/x', true],
    [prefix('/a'), true, '/AB', true],
    [prefix('/[z'), true, '/{Z', false],
    [regex('/v\\d+/.*'), false, '/v2/x', true],
    [regex('/v\\d+'), false, '/v2/x', false],
    [regex('/a'), true, '/A', false],
    [regex('(?i)/a'), false, '/A', true],
    [regex('(?=/a).*'), false, '/a', false],
  ])('%j, ignoring case %s, against %s is %s', (match, ignoreCase, path, result) => {
    expect(holds(onPath(match, ignoreCase), { path, target: path })).toBe(result);
  });

  it('never sees the query', () => {
    expect(holds(onPath(exact('/a')), { path: '/a', query: 'x', target: '/a?x' })).toBe(true);
    expect(holds(onPath(regex('/a\\?x')), { path: '/a', query: 'x', target: '/a?x' })).toBe(false);
  });
});

describe('method, authority, scheme (reference 4.3)', () => {
  it.each([
    [{ on: 'method', match: exact('GET') }, { method: 'GET' }, true],
    [{ on: 'method', match: exact('get') }, { method: 'GET' }, false],
    [{ on: 'method', match: regex('GET|HEAD') }, { method: 'HEAD' }, true],
    [{ on: 'authority', match: exact('a.test') }, { authority: 'a.test' }, true],
    [{ on: 'authority', match: exact('a.test') }, { authority: 'a.test:8080' }, false],
    [{ on: 'authority', match: exact('a.test') }, { authority: 'A.test' }, false],
    [{ on: 'authority', match: prefix('a.test') }, { authority: 'a.test:8080' }, true],
    [{ on: 'scheme', match: exact('https') }, { scheme: 'https' }, true],
    [{ on: 'scheme', match: exact('https') }, { scheme: 'http' }, false],
  ] as const)('%j of %j is %s', (condition, more, result) => {
    expect(holds(condition, more)).toBe(result);
  });
});

describe('headers (reference 4.4)', () => {
  it.each([
    [onHeader(exact('v')), ['H', 'v'], true],
    [onHeader(exact('v')), ['h', 'V'], false],
    [onHeader(exact('v')), [], false],
    [onHeader(exact('')), [], false],
    [onHeader(prefix('v')), ['h', 'v2'], true],
    [onHeader(prefix('v')), [], false],
    [onHeader(regex('v\\d')), ['h', 'v2'], true],
    [onHeader(regex('v')), ['h', 'v2'], false],
    [onHeader(regex('.*')), [], false],
    [onHeader(present), ['h', ''], true],
    [onHeader(present), ['x', ''], false],
    [onHeader(exact('red,blue')), ['h', 'red', 'H', 'blue'], true],
    [onHeader(exact('red')), ['h', 'red', 'h', 'blue'], false],
    [onHeader(exact('a=1; b=2'), false, 'cookie'), ['Cookie', 'a=1', 'cookie', 'b=2'], true],
    [onHeader(exact('é')), ['h', '\u00c3\u00a9'], true],
    [onHeader(exact('a.test'), false, 'host'), [], true],
    [onHeader(exact('GET'), false, ':method'), [], true],
    [onHeader(exact('https'), false, 'x-forwarded-proto'), ['x-forwarded-proto', 'https'], false],
  ])('%j with lines %j is %s', (condition, headers, result) => {
    expect(holds(condition, { headers })).toBe(result);
  });

  it.each([
    [present, undefined, true],
    [present, 'v', false],
    [present, '', false],
    [exact('v'), undefined, true],
    [exact('v'), 'v', false],
    [exact('v'), 'w', true],
    [exact(''), undefined, false],
    [exact(''), 'v', true],
    [regex('.*'), undefined, false],
    [regex('.*'), 'v', false],
    [prefix('v'), undefined, true],
    [prefix('v'), 'v1', false],
    [prefix('v'), 'w', true],
  ])('without %j: %j gives %s', (match, value, result) => {
    expect(holds(onHeader(match, true), { headers: value === undefined ? [] : ['h', value] })).toBe(result);
  });
});

describe('query parameters (reference 4.5)', () => {
  it.each([
    [onQuery(exact('1')), 'q=1', true],
    [onQuery(exact('1')), 'x=2&q=1', true],
    [onQuery(exact('1')), 'q=2&q=1', false],
    [onQuery(exact('')), 'q', true],
    [onQuery(exact('')), 'q=', true],
    [onQuery(exact('')), '', false],
    [onQuery(present), 'q', true],
    [onQuery(present), 'Q', false],
    [onQuery(present), 'qq=1', false],
    [onQuery(exact('a b')), 'q=a%20b', false],
    [onQuery(exact('a%20b')), 'q=a%20b', true],
    [onQuery(exact('a b')), 'q=a+b', false],
    [onQuery(exact('b=c')), 'q=b=c', true],
    [onQuery(prefix('1')), 'q=12', true],
    [onQuery(regex('\\d')), 'q=12', false],
    [onQuery(present, 'a=b'), 'a=b', false],
  ])('%j in %j is %s', (condition, query, result) => {
    expect(holds(condition, { query })).toBe(result);
  });
});

describe('every condition can be said (invariant 15)', () => {
  const samples: Record<Condition['on'], readonly Condition[]> = {
    path: [onPath(prefix('/status')), onPath(exact('/A'), true), onPath(regex('/x.*'))],
    method: [{ on: 'method', match: exact('GET') }],
    authority: [{ on: 'authority', match: prefix('a') }],
    scheme: [{ on: 'scheme', match: exact('https') }],
    header: [onHeader(present), onHeader(present, true), onHeader(exact('v')), onHeader(exact('v'), true)],
    query: [onQuery(present), onQuery(exact('1'))],
    source: [fromClient(['10.0.0.0/8']), fromClient(['10.0.0.0/8', '::1'], true)],
  };

  it.each(Object.keys(conditionKinds) as Condition['on'][])('%s', (on) => {
    expect(samples[on].length).toBeGreaterThan(0);
    for (const condition of samples[on]) {
      expect(explainCondition(condition)).not.toBe('');
      for (const result of [true, false]) expect(reportCondition(condition, subject(), result)).not.toBe('');
    }
  });

  it('says what was seen', () => {
    const on = subject({ path: '/headers', headers: ['h', 'w'], query: 'q=2' });
    expect(explainCondition(onPath(prefix('/status')))).toBe('path starts with "/status"');
    expect(reportCondition(onPath(prefix('/status')), on, false)).toBe('path "/headers" does not start with "/status"');
    expect(reportCondition(onHeader(exact('v')), on, false)).toBe('header h: "w" is not "v"');
    expect(reportCondition(onHeader(exact('v'), true), on, true)).toBe('header h: "w" is not "v"');
    expect(reportCondition(onHeader(exact('w'), true), on, false)).toBe('header h: "w" is "w"');
    expect(reportCondition(onHeader(exact('v')), subject(), false)).toBe('header "h" is absent, so it is not "v"');
    expect(reportCondition(onHeader(regex('.*'), true), subject(), false)).toBe(
      'header "h" is absent, which counts as "", and matches the regular expression ".*"',
    );
    expect(reportCondition(onQuery(exact('1')), on, false)).toBe('query parameter q="2" is not "1"');
  });
});
