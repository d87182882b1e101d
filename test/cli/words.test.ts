import { describe, expect, test } from 'vitest';
import type { GatewayState, ListenerState } from '#core/traffic/gateway-state.ts';
import { type Command, helpOf, readCall, WrongUse } from '../../src-main/cli/command.ts';
import { readRequestLine } from '../../src-main/cli/read-requests.ts';
import { listenerFailures, openListeners, openMesh, readyLines } from '../../src-main/cli/run-lines.ts';
import { readHeader, splitOperands } from '../../src-main/cli/split-operands.ts';
import { wantsColour } from '../../src-main/cli/terminal.ts';

describe('the operands of explain', () => {
  test.each([
    [['GET', 'http://a/'], [], 'GET'],
    [['one.yaml', 'two', 'POST', 'https://a/'], ['one.yaml', 'two'], 'POST'],
    [['-', 'GET', 'http://a/'], ['-'], 'GET'],
    [['GET', 'POST', 'http://a/'], ['GET'], 'POST'],
    [['README', 'M-SEARCH', 'http://a/'], ['README'], 'M-SEARCH'],
    [['get', 'GET', 'HTTP://A/'], ['get'], 'GET'],
    [['one.yaml', 'GET', 'tls://a:443'], ['one.yaml'], 'GET'],
    [['GET', 'tcp://a:9000'], [], 'GET'],
  ])('%j', (operands, paths, method) => {
    expect(splitOperands(operands)).toMatchObject({ paths, request: { method } });
  });

  test.each([[['one.yaml']], [['GET']], [['GET', '/status']], [['get', 'http://a/']], [[]]])(
    '%j name no request',
    (operands) => {
      expect(splitOperands(operands)).toEqual({ paths: operands });
    },
  );

  test('end with the URL', () => {
    expect(() => splitOperands(['GET', 'http://a/', 'one.yaml'])).toThrow('"one.yaml" comes after the URL');
  });
});

describe('a header as curl takes it', () => {
  test.each([
    ['x-a: 1', ['x-a', '1']],
    ['Host:httpbin.example.com', ['Host', 'httpbin.example.com']],
    ['x-time: 10:20', ['x-time', '10:20']],
    ['x-empty:', ['x-empty', '']],
    ['x-empty;', ['x-empty', '']],
  ])('%s', (written, pair) => expect(readHeader(written)).toEqual(pair));

  test.each(['', 'x', ': 1', 'a b: 1', 'x: 1\r\ny: 2'])('%j is refused', (written) => {
    expect(() => readHeader(written)).toThrow(WrongUse);
  });
});

describe('a line of requests', () => {
  test('has headers as an object, with lists, or as pairs', () => {
    const headers = (written: unknown) => readRequestLine(JSON.stringify({ url: 'http://a/', headers: written }));
    expect(headers({ a: '1', b: ['2', '3'] })).toMatchObject({
      value: {
        headers: [
          ['a', '1'],
          ['b', '2'],
          ['b', '3'],
        ],
      },
    });
    expect(
      headers([
        ['a', '1'],
        ['a', '2'],
      ]),
    ).toMatchObject({
      value: {
        headers: [
          ['a', '1'],
          ['a', '2'],
        ],
      },
    });
  });

  test('needs no method and no headers', () => {
    expect(readRequestLine('{"url":"http://a/"}')).toEqual({
      ok: true,
      value: { method: 'GET', url: 'http://a/', headers: [] },
    });
  });

  test.each([
    ['', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    ['{}', 'has no "url"'],
    ['{"url":"http://a/","method":1}', '"method"'],
    ['{"url":"http://a/","headers":"x: 1"}', '"headers"'],
    ['{"url":"http://a/","headers":[["x"]]}', '"headers"'],
    ['{"url":"http://a/","headers":{"x":null}}', '"headers"'],
  ])('%s: %s', (line, reason) => {
    const read = readRequestLine(line);
    expect(read.ok ? '' : read.reason).toContain(reason);
  });
});

describe('colours', () => {
  test.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{}, {}, false],
  ])('%j %j: %s', (stream, environment, wanted) => expect(wantsColour(stream, environment)).toBe(wanted));
});

describe('options', () => {
  const command: Command = {
    name: 'try',
    summary: 'try it',
    operands: '[FILE]',
    options: {
      json: { type: 'boolean', help: 'as JSON' },
      port: { type: 'string', multiple: true, value: 'N', help: 'a port' },
    },
    remarks: ['A remark.'],
    run: async () => 0,
  };

  test('are read wherever they stand', () => {
    const call = readCall(command, ['a', '--port', '1', '-', '--json', '--port=2', '--', '--b']);
    expect(call.operands).toEqual(['a', '-', '--b']);
    expect([call.flag('json'), call.values('port')]).toEqual([true, ['1', '2']]);
  });

  test.each([
    [['--nothing'], 'unknown option "--nothing"'],
    [['-x'], 'unknown option "-x"'],
    [['--port'], 'option "--port" needs a value'],
    [['--port', '--json'], 'option "--port" needs a value'],
    [['--json=1'], 'option "--json" takes no value'],
  ])('%j is wrong use', (args, words) => {
    expect(() => readCall(command, args)).toThrow(words);
  });

  test('stand in the help with what they mean', () => {
    const help = helpOf(command);
    for (const words of [
      'slipway try [FILE] [options]',
      '--port N',
      'a port (may be repeated)',
      '--help',
      'A remark.',
    ]) {
      expect(help).toContain(words);
    }
  });
});

describe('the ready lines', () => {
  const listener = (more: Partial<ListenerState>): ListenerState => ({
    listener: '0.0.0.0_80',
    gateway: 'default/main',
    gateways: ['default/main'],
    port: 80,
    protocol: 'HTTP',
    addresses: ['127.0.0.1', '::1'],
    bound: 8080,
    ...more,
  });
  const state = (...listeners: ListenerState[]): GatewayState => ({ generation: 1, listeners });

  test('say where each listener is, what to export, and where the window is', () => {
    const lines = readyLines(
      state(listener({ moved: 'port 80 is taken' }), listener({ port: 443, protocol: 'HTTPS', bound: 8443 })),
      'http://127.0.0.1:4/#token=x',
    );
    expect(lines).toEqual([
      '80 HTTP default/main on 127.0.0.1:8080 and [::1]:8080 (port 80 is taken)',
      '443 HTTPS default/main on 127.0.0.1:8443 and [::1]:8443',
      'export INGRESS_HOST=127.0.0.1',
      'export INGRESS_PORT=8080',
      'export SECURE_INGRESS_PORT=8443',
      'window http://127.0.0.1:4/#token=x',
    ]);
  });

  test('say where the proxy of the mesh and the egress gateways are, and export neither', () => {
    const proxy = 'istio-egressgateway.istio-system';
    const mesh = { address: '127.0.0.1', bound: 15001, moved: 'port 15000 is taken' };
    const open = { ...state(listener({ proxy, addresses: ['127.0.0.1'], bound: 4711 })), mesh };
    expect(readyLines(open, undefined)).toEqual([
      `80 HTTP default/main of the egress gateway ${proxy} on 127.0.0.1:4711`,
      'mesh proxy: http_proxy=http://127.0.0.1:15001 (port 15000 is taken)',
    ]);
    expect(openListeners(open)).toMatchObject([{ proxy, bound: 4711 }]);
    expect(openMesh(open)).toEqual({ mesh: { address: '127.0.0.1', bound: 15001 } });
    const failure = { code: 'listen/port-taken', message: 'no port is free' };
    const closed = { ...state(), mesh: { address: '127.0.0.1', failure } };
    expect(readyLines(closed, undefined)).toEqual(['mesh proxy is not open: no port is free']);
    expect(openMesh(closed)).toEqual({});
    expect(listenerFailures(closed)).toEqual([{ ...failure, listener: 'mesh' }]);
  });

  test('say why a listener is not open, and export nothing for it', () => {
    const { bound: _bound, ...closed } = listener({
      addresses: [],
      failure: { code: 'a/b', message: 'no port is free' },
    });
    expect(readyLines(state(closed), undefined)).toEqual(['80 HTTP default/main is not open: no port is free']);
    expect(openListeners(state(closed))).toEqual([]);
  });
});
