import { portRemedies } from '../reach/port-remedy.ts';
import { type Check, counted, everywhere, type Finding, ifSeen, listed, looked, ofHost, ofPort } from './finding.ts';
import type { Observations, OwnerSeen, PortSeen } from './observations.ts';
import type { Fix } from './report.ts';

/** Whether there is anything to open. */
export const checkGateway: Check = {
  id: 'gateway',
  group: 'ports',
  title: 'gateway',
  many: {},
  look: ({ running, ports, workspace, mesh }) =>
    ifSeen(ports, (all) => {
      if ('seen' in workspace && workspace.seen.files === 0) return { is: 'not', why: 'no files are open' };
      if (all.length === 0 && mesh)
        return { is: 'not', why: 'the documents are for the mesh alone, which has a proxy of its own' };
      if (all.length === 0) return looked([nothingServed], '');
      const open = all.filter(({ bound }) => bound !== undefined).length;
      if (!running) return { is: 'not', why: 'no Slipway is running; ports are judged by what the documents ask for' };
      return looked([], `${counted(open, 'port')} of ${all.length} open`);
    }),
};

/** Each declared port: open where it is declared, or why not. */
export const checkPorts: Check = {
  id: 'ports',
  group: 'ports',
  title: 'ports',
  many: {
    'port-taken': (ports) => `the ports ${ports.join(', ')} belong to other programs`,
    'port-privileged': (ports) => `the ports ${ports.join(', ')} need a permission that this program does not have`,
    'port-excluded': (ports) => `Windows has set the ports ${ports.join(', ')} aside`,
    'port-silent': (ports) => `nobody takes connections at the open ports ${ports.join(', ')}`,
    'port-freed': (ports) => `the ports ${ports.join(', ')} are free by now, but were not when the gateway started`,
    'port-failed': (ports) => `the ports ${ports.join(', ')} are not open`,
    'port-address': (ports) => `the ports ${ports.join(', ')} are for an address that this machine does not have`,
    'port-clash': (ports) => `the ports ${ports.join(', ')} belong to other listeners of this gateway`,
  },
  fixMany: {
    'port-taken': { says: 'end those programs, or map the ports to others with "slipway run --port DECLARED=LOCAL"' },
  },
  look: (seen) =>
    ifSeen(seen.ports, (all) => {
      if (all.length === 0) return { is: 'not', why: 'no port is declared' };
      // What lets programs have the lowest lets them have the others.
      const low = all.filter(({ privileged }) => privileged).map(({ port, wanted = port }) => wanted);
      const findings = all.flatMap((port) => findingsOf(port, seen, Math.min(...low)));
      const says = all.map(({ port, bound }) =>
        bound === undefined || bound === port ? String(port) : `${port} as ${bound}`,
      );
      const many =
        says.length > most ? `${says.slice(0, most).join(', ')} and ${says.length - most} more` : says.join(', ');
      return looked(findings, seen.running ? `open: ${many}` : `could be opened: ${many}`);
    }),
};

const most = 12;

const findingsOf = (seen: PortSeen, { running, platform }: Observations, lowest: number): readonly Finding[] => {
  const { port, bound, failure, owner, wanted = port } = seen;
  const of = finding(seen);
  if (failure?.code === 'listen/protocol-planned' || failure?.code === 'listen/bad-address')
    return [of('port-address', 'failure', failure.message, { says: 'name another address in the LocalGateway' })];
  if (bound !== undefined && (bound === wanted || wanted === 0))
    return seen.dial === undefined || seen.dial === 'open' ? [] : [silent(seen)];
  const name = wanted === port ? `port ${port}` : `port ${wanted}, as which ${port} is wanted,`;
  const where = bound === undefined ? 'so it is not open' : `so ${bound} is open in its place`;
  const then = running ? where : 'so it cannot be opened';
  const worst = running && bound === undefined ? 'failure' : 'warning';
  if (owner !== undefined) {
    const says = `${name} belongs to ${ownerName(owner)}, ${then}`;
    if (owner.slipway !== undefined) {
      return [
        of('port-taken', worst, says, {
          says: 'end the other Slipway, or map the port to another one',
          ...mapTo(seen),
        }),
      ];
    }
    return [of('port-taken', worst, says, freeIt(owner, seen, platform))];
  }
  if (seen.ours === true) {
    const says = `${name} belongs to another listener of this gateway, ${then}`;
    return [of('port-clash', worst, says, { says: 'give one of the two another port', ...mapTo(seen) })];
  }
  if (seen.excluded !== undefined) {
    const says = `Windows has set the ports ${seen.excluded} aside, ${then}`;
    return [of('port-excluded', worst, says, giveBack(wanted))];
  }
  if (seen.privileged === true) {
    const says = `${name} needs a permission that this program does not have, ${then}`;
    return [of('port-privileged', worst, says, permit(lowest, platform))];
  }
  if (!running) return [];
  if (bound === undefined) {
    const says = failure?.message ?? `port ${port} is not open`;
    return [of('port-failed', 'failure', says, { says: 'start the gateway anew', command: 'slipway run' })];
  }
  const says = `port ${port} was not free when the gateway started and is by now; ${bound} is open in its place`;
  return [of('port-freed', 'warning', says, { says: 'start the gateway anew', command: 'slipway run' })];
};

const finding =
  ({ port, hosts }: PortSeen) =>
  (cause: string, result: Finding['result'], says: string, fix: Fix): Finding => ({
    cause,
    result,
    about: String(port),
    touches: [ofPort(port), ...hosts.map(ofHost)],
    says,
    fix,
  });

const silent = (seen: PortSeen): Finding => {
  const { port, bound = port, dial } = seen;
  const how = dial === 'late' ? 'does not answer' : 'refuses connections';
  return finding(seen)(
    'port-silent',
    'failure',
    `port ${bound} is open for ${port}, but ${how}; something between programs of this machine stops them`,
    { says: 'allow connections to 127.0.0.1 in the firewall or security software' },
  );
};

const nothingServed: Finding = {
  cause: 'nothing-served',
  result: 'warning',
  about: 'gateway',
  touches: [everywhere],
  says: 'no document declares a port: there is no Gateway and no Ingress that is served',
  fix: { says: 'add a Gateway, or see what keeps it from being served', command: 'slipway check' },
};

const ownerName = ({ name, pid, slipway }: OwnerSeen): string => {
  if (slipway !== undefined) return `another Slipway (process ${pid}), which serves ${listed([slipway])}`;
  if (name === undefined) return 'a program of another user';
  return pid === undefined ? `"${name}"` : `"${name}" (process ${pid})`;
};

/** Another one than the one that cannot be had. */
const mapTo = ({ port, wanted = port }: PortSeen) => ({
  command: `slipway run --port ${port}=${wanted < 1024 ? 8000 + wanted : wanted + 1}`,
});

/** Of a program that nobody names the command is the one that names it. */
const freeIt = (owner: OwnerSeen, seen: PortSeen, platform: string): Fix => {
  const { port, wanted = port } = seen;
  const named = owner.name === undefined ? {} : { owner: ownerName(owner) };
  const [remedy] = portRemedies({ port: wanted, refused: { is: 'taken', ...named } }, platform);
  const { says = `end the program that has port ${wanted}`, commands = [] } = remedy ?? {};
  const other = `${says}; or map the port to another one`;
  return commands.length === 0
    ? { says: other, ...mapTo(seen) }
    : { says: other, command: inOneLine(commands, platform) };
};

/** For both shells of Windows, where the last one is to run whatever becomes of the others: it starts what the first has stopped. */
const inOneLine = (commands: readonly string[], platform: string): string => {
  const [only = '', ...more] = commands;
  if (more.length === 0) return only;
  return platform === 'win32' ? `cmd /c "${commands.join(' & ')}"` : commands.join(' && ');
};

const permit = (port: number, platform: string): Fix => {
  const [remedy] = portRemedies({ port, refused: { is: 'permission' } }, platform);
  const { says = '', commands = [] } = remedy ?? {};
  return {
    says: `the test browser needs nothing; for every other program, ${says}`,
    ...(commands.length > 0 && { command: inOneLine(commands, platform) }),
    deed: 'test-browser',
  };
};

/** The last one changes something; those before it only show what is. */
const giveBack = (port: number): Fix => {
  const remedy = portRemedies({ port, refused: { is: 'reserved' } }, 'win32').at(-1);
  return {
    says: remedy?.says ?? `map port ${port} to another one`,
    command: inOneLine(remedy?.commands ?? [], 'win32'),
  };
};
