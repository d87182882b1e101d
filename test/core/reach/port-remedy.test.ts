import { expect, test } from 'vitest';
import { portRemedies } from '#core/reach/port-remedy.ts';

test('a port that was had, and one that another listener has, need no change of the machine', () => {
  expect(portRemedies({ port: 80 }, 'linux')).toEqual([]);
  expect(portRemedies({ port: 80, refused: { is: 'own' } }, 'darwin')).toEqual([]);
});

test('Linux: a line of sysctl from the port on, said with whom else it lets in, and how it is taken back', () => {
  const [lasting, untilRestart] = portRemedies({ port: 80, refused: { is: 'permission' } }, 'linux');
  expect(lasting?.says).toContain('every user of this machine');
  expect(lasting?.commands[0]).toBe(
    'echo net.ipv4.ip_unprivileged_port_start=80 | sudo tee /etc/sysctl.d/50-slipway.conf',
  );
  expect(lasting?.file).toEqual({
    path: '/etc/sysctl.d/50-slipway.conf',
    text: '# Ports from here on may be opened by every user of this machine.\nnet.ipv4.ip_unprivileged_port_start=80\n',
  });
  expect(lasting?.undo).toEqual([
    'sudo rm /etc/sysctl.d/50-slipway.conf',
    'sudo sysctl net.ipv4.ip_unprivileged_port_start=1024',
  ]);
  expect(untilRestart?.commands).toEqual(['sudo sysctl net.ipv4.ip_unprivileged_port_start=80']);
});

test('macOS gives low ports to everybody, so who is refused is told of what keeps them', () => {
  const [only, ...others] = portRemedies({ port: 443, refused: { is: 'permission' } }, 'darwin');
  expect(only).toMatchObject({ commands: [] });
  expect(only?.says).toContain('security software');
  expect(others).toEqual([]);
});

test('Windows: what it has set aside is shown, and taken back for the one port', () => {
  const [look, change] = portRemedies({ port: 443, refused: { is: 'reserved' } }, 'win32');
  expect(look?.commands).toEqual(['netsh int ipv4 show excludedportrange tcp']);
  expect(change?.commands).toContain(
    'netsh int ipv4 add excludedportrange protocol=tcp startport=443 numberofports=1 store=persistent',
  );
  expect(change?.undo).toEqual(['netsh int ipv4 delete excludedportrange protocol=tcp startport=443 numberofports=1']);
});

test.each([
  ['linux', `sudo ss -ltnp 'sport = :80'`],
  ['darwin', 'sudo lsof -nP -iTCP:80 -sTCP:LISTEN'],
  ['win32', 'powershell -c "Get-Process -Id (Get-NetTCPConnection -State Listen -LocalPort 80).OwningProcess"'],
])('%s: who has the port is named, or the command that names him', (platform, command) => {
  const named = portRemedies({ port: 80, refused: { is: 'taken', owner: '"nginx" (process 812)' } }, platform);
  expect(named[0]?.says).toBe('end "nginx" (process 812), which has port 80, and save a file or start slipway anew');
  const unnamed = portRemedies({ port: 80, refused: { is: 'taken' } }, platform);
  expect(unnamed[0]?.says).toBe('see which program has port 80, and end it');
  expect(unnamed[0]?.commands).toEqual([command]);
});

test('Windows itself has port 80 for IIS: process 4 is no program that could be ended', () => {
  const [only] = portRemedies({ port: 80, refused: { is: 'taken', owner: '"System" (process 4)' } }, 'win32');
  expect(only?.says).toContain('HTTP.sys');
  expect(only?.commands).toEqual(['netsh http show servicestate view=requestq', 'net stop w3svc']);
  const other = portRemedies({ port: 80, refused: { is: 'taken', owner: '"nginx" (process 44)' } }, 'win32');
  expect(other[0]?.says).toContain('end "nginx"');
});
