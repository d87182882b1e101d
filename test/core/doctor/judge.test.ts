import { describe, expect, it } from 'vitest';
import { checkIds, checks } from '#core/doctor/checks.ts';
import { judge } from '#core/doctor/judge.ts';
import type { Observations, Seen } from '#core/doctor/observations.ts';
import { consequences } from '#core/doctor/precedence.ts';
import { printReport, shortenHome } from '#core/doctor/print-report.ts';
import type { CheckResult } from '#core/doctor/report.ts';

const unseen: Seen<never> = { unseen: 'nobody looked' };
const nothing: Observations = {
  platform: 'linux',
  now: 0,
  running: true,
  mesh: false,
  workspace: unseen,
  ports: unseen,
  names: unseen,
  hosts: unseen,
  browsers: unseen,
  resolvers: unseen,
  proxies: unseen,
  pages: unseen,
  authority: unseen,
  stores: unseen,
  served: unseen,
  services: unseen,
  clock: unseen,
  data: unseen,
  runtime: unseen,
  others: unseen,
  surroundings: unseen,
  network: unseen,
};

describe('what comes of what', () => {
  it('has no circle', () => {
    const below = (cause: string, path: readonly string[]): void => {
      expect(path).not.toContain(cause);
      for (const next of consequences[cause] ?? []) below(next, [...path, cause]);
    };
    for (const cause of Object.keys(consequences)) below(cause, []);
  });

  it('is only told of what meets: another port, another host and another service have causes of their own', () => {
    const endpoint = { address: '127.0.0.1:1', dial: 'refused' } as const;
    const services = ['a:80', 'b:80'].map((name, at) => ({
      name,
      bound: true,
      endpoints: at === 0 ? [endpoint] : [],
      ejected: 1,
      of: 1,
    }));
    const results = judge({ ...nothing, services: { seen: services } }, ['services']);
    expect(results.map(({ cause, about }) => [cause, about])).toEqual([
      ['service-down', ['a:80']],
      ['service-left-out', ['b:80']],
    ]);
  });

  it('leads to the first cause, and the check between says of what it comes', () => {
    const port = { port: 80, gateway: 'default/a', hosts: ['a.test'], bound: 8080, addresses: ['127.0.0.1'] };
    const results = judge({
      ...nothing,
      ports: { seen: [{ ...port, owner: { pid: 5, name: 'node', slipway: '/b' } }] },
      others: { seen: [{ pid: 5, serves: '/b' }] },
    });
    const line = (id: string) => results.find((one) => one.id === id);
    expect(line('ports')).toMatchObject({ result: 'skipped' });
    expect(line('ports')?.says).toContain('it comes of other-slipway, because another Slipway (process 5)');
    expect(line('other-slipways')).toMatchObject({ result: 'warning', cause: 'other-slipway' });
  });
});

describe('checks', () => {
  it('that could not be looked at say why, and are no fault', () => {
    const results = judge(nothing);
    expect(results.map(({ id }) => id)).toEqual(checkIds);
    for (const { id, result, cause, says } of results) {
      expect([id, result, cause, says]).toEqual([id, 'skipped', undefined, 'nobody looked']);
    }
  });

  it('that are asked for are told alone, and the others still explain', () => {
    const port = { port: 80, gateway: 'default/a', hosts: [], bound: 8080, addresses: [] };
    const seen = {
      ...nothing,
      ports: { seen: [{ ...port, owner: { pid: 5, slipway: '/b' } }] },
      others: { seen: [{ pid: 5, serves: '/b' }] },
    };
    expect(judge(seen, ['ports']).map(({ id, result }) => [id, result])).toEqual([['ports', 'skipped']]);
    expect(judge(seen, [])).toEqual([]);
  });

  it('have ids and titles of their own, and words for several of a cause', () => {
    expect(new Set(checkIds).size).toBe(checks.length);
    expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length);
    for (const { many } of checks)
      for (const say of Object.values(many)) expect(say(['a', 'b'])).toMatch(/^\S.*\ba\b.*\bb\b|^2 files/);
  });

  it('tell several of one cause in one line, the worst first', () => {
    const ports = [80, 81, 82].map((port) => ({
      port,
      gateway: 'default/a',
      hosts: [],
      addresses: [],
      ...(port === 82
        ? { failure: { code: 'listen/failed', message: 'port 82 could not be opened' } }
        : { bound: port + 8000, privileged: true as const }),
    }));
    const results = judge({ ...nothing, ports: { seen: ports } }, ['ports']);
    expect(results.map(({ result, cause, about }) => [result, cause, about])).toEqual([
      ['failure', 'port-failed', ['82']],
      ['warning', 'port-privileged', ['80', '81']],
    ]);
    expect(results[1]?.says).toBe('the ports 80, 81 need a permission that this program does not have');
  });

  it('name what a person does about a port in the words of the remedies, the lowest port for all', () => {
    const port = (more: object) => ({
      port: 443,
      gateway: 'default/a',
      hosts: [],
      addresses: [],
      bound: 8443,
      ...more,
    });
    const fixOf = (platform: string, ...ports: readonly object[]) =>
      judge({ ...nothing, platform, ports: { seen: ports.map(port) } }, ['ports'])[0]?.fix;
    expect(fixOf('linux', { privileged: true }, { port: 80, privileged: true })).toMatchObject({
      says: expect.stringContaining('every user of this machine'),
      command:
        'echo net.ipv4.ip_unprivileged_port_start=80 | sudo tee /etc/sysctl.d/50-slipway.conf && sudo sysctl --load=/etc/sysctl.d/50-slipway.conf',
      deed: 'test-browser',
    });
    expect(fixOf('darwin', { privileged: true })?.command).toBeUndefined();
    expect(fixOf('win32', { excluded: '400-459' })?.command).toBe(
      'cmd /c "net stop winnat & netsh int ipv4 add excludedportrange protocol=tcp startport=443 numberofports=1 store=persistent & net start winnat"',
    );
    expect(fixOf('linux', { owner: {} })).toEqual({
      says: 'see which program has port 443, and end it; or map the port to another one',
      command: "sudo ss -ltnp 'sport = :443'",
    });
    expect(fixOf('linux', { owner: { name: 'caddy', pid: 9 } })).toEqual({
      says: 'end "caddy" (process 9), which has port 443, and save a file or start slipway anew; or map the port to another one',
      command: 'slipway run --port 443=8443',
    });
    expect(fixOf('win32', { port: 80, owner: { name: 'System', pid: 4 } })?.command).toContain('net stop w3svc');
  });
});

describe('a report', () => {
  const line = (more: Partial<CheckResult>): CheckResult => ({
    id: 'ports',
    group: 'ports',
    title: 'ports',
    result: 'ok',
    says: 'open: 80',
    ...more,
  });

  it('is one line for each check, with its fix below, and counts at the end', () => {
    const fix = { says: 'free some space', command: 'rm -r "$x"' };
    const checked = [
      line({}),
      line({ id: 'disk', title: 'free space', result: 'failure', says: 'full', cause: 'disk-full', fix }),
      line({ id: 'trust', title: 'trust', result: 'warning', says: 'no' }),
    ];
    expect(printReport({ checks: checked }, { colour: false }).split('\n')).toEqual([
      'ok       ports       open: 80',
      'FAILURE  free space  full [disk-full]',
      '                     → free some space',
      '                       $ rm -r "$x"',
      'warning  trust       no',
      '',
      '1 ok, 1 warning, 1 failure',
    ]);
    expect(printReport({ checks: checked }, { colour: true })).toContain('\u001b[31mFAILURE');
  });

  it('has the person’s folder as ~, and commands that still work', () => {
    const fix = { says: 'see /home/ada/x', command: `chmod 600 '/home/ada/my data/ca.key' /home/ada/y /home/adam` };
    const report = {
      at: 0,
      durationMs: 0,
      checks: [line({ says: '"/home/ada/a" of /home/ada', about: ['/home/ada/z'], fix })],
    };
    const [short] = shortenHome(report, '/home/ada/').checks;
    expect(short).toMatchObject({
      says: '"~/a" of ~',
      about: ['~/z'],
      fix: { says: 'see ~/x', command: `chmod 600 "$HOME"'/my data/ca.key' ~/y /home/adam` },
    });
    expect(shortenHome(report, '/')).toBe(report);
  });
});
