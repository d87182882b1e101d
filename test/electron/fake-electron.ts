import { EventEmitter } from 'node:events';

/**
 * What the desktop app uses of Electron, in memory: windows that load nothing, handlers that a test can call, and a record of what was
 * done in which order. It shows that our parts fit together, and nothing about Electron.
 */
export type FakeElectron = ReturnType<typeof createFakeElectron>;

type Options = { readonly webPreferences?: Readonly<Record<string, unknown>>; readonly [name: string]: unknown };
type Handler = (event: unknown, ...args: unknown[]) => unknown;

export const createFakeElectron = (folder: string) => {
  const did: string[] = [];
  const handlers = new Map<string, Handler>();
  const sessions = new Map<string, FakeSession>();
  const windows: FakeWindow[] = [];
  const menus: unknown[] = [];
  const opened: string[] = [];
  const schemes = new Map<string, (request: Request) => Promise<Response>>();
  let exitCode: number | undefined;

  const note =
    <T>(what: string, result?: T) =>
    (..._args: unknown[]): T => {
      did.push(what);
      return result as T;
    };

  class FakeSession extends EventEmitter {
    readonly partition: string;
    readonly told: Record<string, unknown> = {};
    constructor(partition: string) {
      super();
      this.partition = partition;
      for (const name of sessionMethods) {
        Object.assign(this, {
          [name]: async (value: unknown) => {
            this.told[name] = value;
            did.push(`${partition || 'default'} ${name}`);
          },
        });
      }
    }
    getUserAgent(): string {
      return 'Mozilla/5.0 Slipway/0.1.0 Chrome/150 Electron/45 Safari/537';
    }
  }

  class FakeContents extends EventEmitter {
    url = '';
    readonly sent: unknown[][] = [];
    reloads = 0;
    openHandler: ((details: { url: string }) => { action: string }) | undefined;
    readonly navigationHistory = { goBack: note('back'), goForward: note('forward') };
    setWindowOpenHandler(handler: FakeContents['openHandler']): void {
      this.openHandler = handler;
    }
    setWebRTCIPHandlingPolicy(policy: string): void {
      did.push(`webrtc ${policy}`);
    }
    send(...message: unknown[]): void {
      this.sent.push(message);
    }
    reload(): void {
      this.reloads += 1;
    }
    getURL(): string {
      return this.url;
    }
    getTitle(): string {
      return '';
    }
    isDestroyed(): boolean {
      return false;
    }
  }

  class FakeWindow extends EventEmitter {
    readonly options: Options;
    readonly webContents = new FakeContents();
    title = '';
    gone = false;
    shown = false;
    constructor(options: Options = {}) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    async loadURL(url: string): Promise<void> {
      this.webContents.url = url;
      this.emit('ready-to-show');
      this.webContents.emit('did-navigate');
    }
    show(): void {
      this.shown = true;
    }
    focus(): void {}
    restore(): void {}
    maximize(): void {}
    isMinimized = (): boolean => false;
    isMaximized = (): boolean => false;
    isDestroyed = (): boolean => this.gone;
    getNormalBounds = () => ({ x: 0, y: 0, width: 900, height: 700 });
    setMenu(menu: unknown): void {
      menus.push(menu);
    }
    setTitle(title: string): void {
      this.title = title;
    }
    close(): void {
      this.emit('close');
      this.destroy();
    }
    destroy(): void {
      this.gone = true;
      this.emit('closed');
    }
    static getFocusedWindow = (): FakeWindow | null => windows.findLast(({ gone }) => !gone) ?? null;
    static getAllWindows = (): readonly FakeWindow[] => windows.filter(({ gone }) => !gone);
  }

  let becomeReady = (): void => {};
  const ready = new Promise<void>((done) => {
    becomeReady = done;
  });
  const app = Object.assign(new EventEmitter(), {
    name: 'Slipway',
    isPackaged: false,
    requestSingleInstanceLock: note('lock', true),
    enableSandbox: note('sandbox'),
    setAsDefaultProtocolClient: note('protocol client', true),
    commandLine: { hasSwitch: () => false },
    getAppPath: () => folder,
    getPath: (name: string) => `${folder}/${name}`,
    getVersion: () => '0.1.0',
    whenReady: () => {
      did.push('wait for ready');
      return ready;
    },
    quit: () => {
      let held = false;
      app.emit('before-quit', {
        preventDefault: () => {
          held = true;
        },
      });
      did.push(held ? 'quit is held' : 'quit');
    },
    exit: (code: number) => {
      exitCode = code;
      did.push(`exit ${code}`);
    },
  });

  const sessionOf = (partition: string): FakeSession => {
    const found = sessions.get(partition) ?? new FakeSession(partition);
    sessions.set(partition, found);
    return found;
  };

  class FakeTray extends EventEmitter {
    readonly image: unknown;
    constructor(image: unknown) {
      super();
      this.image = image;
      did.push('tray');
    }
    setToolTip(text: string): void {
      did.push(`tray says ${text}`);
    }
    setContextMenu(menu: unknown): void {
      menus.push(menu);
    }
    destroy(): void {
      did.push('tray gone');
    }
  }

  const electron = {
    app,
    BrowserWindow: FakeWindow,
    Tray: FakeTray,
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => void menus.push(menu),
    },
    clipboard: { writeText: (text: string) => void did.push(`copied ${text}`) },
    dialog: {
      showMessageBox: async (...given: readonly unknown[]) => {
        did.push(`said ${JSON.stringify(given.at(-1))}`);
        return { response: 1 };
      },
      showMessageBoxSync: () => 0,
      showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
    },
    ipcMain: {
      handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
      on: (channel: string, handler: Handler) => void handlers.set(channel, handler),
    },
    nativeImage: { createFromPath: (path: string) => path },
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    powerMonitor: new EventEmitter(),
    protocol: {
      registerSchemesAsPrivileged: note('schemes'),
      handle: (name: string, answer: (request: Request) => Promise<Response>) => void schemes.set(name, answer),
    },
    screen: {
      getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
      getAllDisplays: () => [],
    },
    session: { defaultSession: sessionOf(''), fromPartition: sessionOf },
    shell: { openExternal: async (url: string) => void opened.push(url) },
  };
  /** As Electron asks a handler of `ipcMain.handle`. */
  const ask = (channel: string, senderFrame: unknown, ...args: unknown[]): unknown =>
    handlers.get(channel)?.({ senderFrame }, ...args);
  return { electron, did, ask, sessions, windows, menus, opened, schemes, becomeReady, exitCode: () => exitCode };
};

const sessionMethods = [
  'setPermissionRequestHandler',
  'setPermissionCheckHandler',
  'setDevicePermissionHandler',
  'setDisplayMediaRequestHandler',
  'setSpellCheckerEnabled',
  'setUserAgent',
  'setCertificateVerifyProc',
  'setProxy',
  'closeAllConnections',
  'clearStorageData',
  'clearCache',
  'clearAuthCache',
  'clearHostResolverCache',
];
