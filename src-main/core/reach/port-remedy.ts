import type { ListenerState, PortRefusal } from '../traffic/gateway-state.ts';

/** A change of the machine that a person makes once, to have a port from then on. Nothing here is ever done by itself. */
export type PortRemedy = {
  /** What it changes and what it costs, one sentence. */
  readonly says: string;
  /** To be typed as they stand, in this order; empty where there is nothing to type. */
  readonly commands: readonly string[];
  /** A file that a command puts in place, where that is easier to read than the command. */
  readonly file?: { readonly path: string; readonly text: string };
  /** How it is taken back. */
  readonly undo?: readonly string[];
};

/**
 * What would give a listener its declared port, the least change first; empty where it has it, or where nothing but another port in the
 * documents helps. `platform` as Node names it. The test browser needs none of this: it goes to the open port under the real URL.
 * Sources: ip(7) for `ip_unprivileged_port_start`, systemd.socket(5), Microsoft's pages on `netsh int` and HTTP.sys.
 */
export const portRemedies = (
  { port, refused }: Pick<ListenerState, 'port' | 'refused'>,
  platform: string,
): readonly PortRemedy[] => {
  switch (refused?.is) {
    case undefined:
    case 'own':
      return [];
    case 'permission':
      return platform === 'linux' ? permit(port) : [runAsAdministrator(port, platform)];
    case 'reserved':
      return giveBack(port);
    case 'taken':
      return freeUp(port, refused, platform);
  }
};

const permit = (port: number): readonly PortRemedy[] => {
  const path = '/etc/sysctl.d/50-slipway.conf';
  const text = `# Ports from here on may be opened by every user of this machine.\nnet.ipv4.ip_unprivileged_port_start=${port}\n`;
  return [
    {
      says: `let programs without rights open ports from ${port} on; it holds for every user of this machine, for IPv6 too, and over restarts`,
      commands: [`echo net.ipv4.ip_unprivileged_port_start=${port} | sudo tee ${path}`, `sudo sysctl --load=${path}`],
      file: { path, text },
      undo: [`sudo rm ${path}`, 'sudo sysctl net.ipv4.ip_unprivileged_port_start=1024'],
    },
    {
      says: `the same until the machine is started anew`,
      commands: [`sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}`],
      undo: ['sudo sysctl net.ipv4.ip_unprivileged_port_start=1024'],
    },
  ];
};

const runAsAdministrator = (port: number, platform: string): PortRemedy => ({
  says:
    platform === 'darwin'
      ? `port ${port} is refused even on every address, which macOS gives to everybody; security software or a profile of an administrator keeps it`
      : `the system keeps port ${port} for administrators; ask one, or map it to another port`,
  commands: [],
});

/** Ranges that Hyper-V and WSL have taken when the machine started; they are others after each start. */
const giveBack = (port: number): readonly PortRemedy[] => [
  {
    says: 'see which ports Windows has set aside',
    commands: ['netsh int ipv4 show excludedportrange tcp'],
  },
  {
    says: `let Windows choose anew without port ${port}; containers and WSL lose their connections for a moment (as administrator)`,
    commands: [
      'net stop winnat',
      `netsh int ipv4 add excludedportrange protocol=tcp startport=${port} numberofports=1 store=persistent`,
      'net start winnat',
    ],
    undo: [`netsh int ipv4 delete excludedportrange protocol=tcp startport=${port} numberofports=1`],
  },
];

const freeUp = (
  port: number,
  { owner }: Extract<PortRefusal, { is: 'taken' }>,
  platform: string,
): readonly PortRemedy[] => {
  const pid = /\(process (\d+)\)$|^process (\d+)$/.exec(owner ?? '');
  const process = pid?.[1] ?? pid?.[2];
  if (platform === 'win32' && process === '4') {
    return [
      {
        says: `port ${port} belongs to Windows itself (HTTP.sys), mostly for IIS; see for whom, and stop that service`,
        commands: ['netsh http show servicestate view=requestq', 'net stop w3svc'],
        undo: ['net start w3svc'],
      },
    ];
  }
  if (owner === undefined)
    return [{ says: `see which program has port ${port}, and end it`, commands: lookCommands(port, platform) }];
  return [{ says: `end ${owner}, which has port ${port}, and save a file or start slipway anew`, commands: [] }];
};

const lookCommands = (port: number, platform: string): readonly string[] => {
  if (platform === 'win32')
    return [`powershell -c "Get-Process -Id (Get-NetTCPConnection -State Listen -LocalPort ${port}).OwningProcess"`];
  return platform === 'darwin' ? [`sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`] : [`sudo ss -ltnp 'sport = :${port}'`];
};
