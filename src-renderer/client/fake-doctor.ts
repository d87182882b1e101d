import type { CheckResult } from '#core/doctor/report.ts';

/** What the doctor says of the machine in memory: a line of every sort. */
export const fakeChecks: readonly CheckResult[] = [
  { id: 'workspace', group: 'services', title: 'documents', result: 'ok', says: '2 files in force' },
  {
    id: 'services',
    group: 'services',
    title: 'services',
    result: 'failure',
    says: 'nobody listens at 127.0.0.1:3000 for "httpbin.default.svc.cluster.local:8000"',
    cause: 'service-down',
    about: ['httpbin.default.svc.cluster.local:8000'],
    fix: {
      says: 'start its program, or bind it to another address',
      command: 'slipway services',
      deed: 'services',
    },
  },
  {
    id: 'ports',
    group: 'ports',
    title: 'ports',
    result: 'warning',
    says: 'port 80 belongs to "nginx" (process 812), so 8080 is open in its place',
    cause: 'port-taken',
    about: ['80'],
    fix: { says: 'end "nginx", or map the port to another one', command: 'slipway run --port 80=8080' },
  },
  {
    id: 'names',
    group: 'names',
    title: 'names',
    result: 'ok',
    says: '"httpbin.example.com" leads here in the test browser alone',
    fix: {
      says: 'the hosts file leads every other program here too',
      command: 'slipway hosts apply',
      deed: 'hosts',
    },
  },
  {
    id: 'hosts-file',
    group: 'names',
    title: 'hosts file',
    result: 'skipped',
    says: 'nothing of its own: it comes of port-taken, because port 80 belongs to "nginx" (process 812)',
  },
  { id: 'clock', group: 'machine', title: 'clock', result: 'ok', says: 'nothing says that it is wrong' },
];
