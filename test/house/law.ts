/**
 * Who may import whom, as data. A new edge between rooms is a change of this file, so that it cannot be hidden.
 * A room is named by its folder; the judge takes the longest name that fits a file's path.
 */
export type Law = { readonly rooms: readonly string[]; readonly node: boolean };

/** Everything that may be imported by anyone inside core: no code, or nearly none. */
const language = ['core/world', 'core/failure', 'core/text'];

export const rooms: Readonly<Record<string, Law>> = {
  'core/text': { rooms: ['core/world', 'core/failure'], node: false },
  'core/schema': { rooms: language, node: false },
  'core/match': { rooms: [...language, 'core/schema', 'core/route/types'], node: false },
  'core/action': { rooms: [...language, 'core/schema', 'core/match', 'core/route/types'], node: false },
  'core/resource': { rooms: [...language, 'core/schema', 'core/match', 'core/action'], node: false },
  'core/snapshot': {
    rooms: [...language, 'core/schema', 'core/match', 'core/action', 'core/resource', 'core/route/types'],
    node: false,
  },
  'core/route': {
    rooms: [
      ...language,
      'core/schema',
      'core/match',
      'core/action',
      'core/resource',
      'core/snapshot',
      'core/route/types',
    ],
    node: false,
  },
  'core/advice': {
    rooms: [...language, 'core/schema', 'core/match', 'core/resource', 'core/snapshot', 'core/route'],
    node: false,
  },
  'core/complete': {
    rooms: [
      ...language,
      'core/schema',
      'core/match',
      'core/resource',
      'core/snapshot',
      'core/route',
      'core/edit',
      'core/convert',
    ],
    node: false,
  },
  'core/edit': { rooms: [...language, 'core/resource'], node: false },
  'core/convert': {
    rooms: [
      ...language,
      'core/schema',
      'core/match',
      'core/action',
      'core/resource',
      'core/snapshot',
      'core/route',
      'core/edit',
    ],
    node: false,
  },
  /** Forms, graphs and sliders: what they show of a document, and the edits that they make. */
  'core/visual': {
    rooms: [
      ...language,
      'core/schema',
      'core/match',
      'core/action',
      'core/resource',
      'core/snapshot',
      'core/route',
      'core/edit',
    ],
    node: false,
  },
  'core/traffic': { rooms: [...language, 'core/match', 'core/route'], node: false },
  'core/hosts-file': { rooms: language, node: false },
  /** Under which names and ports a client of this machine gets where, and what to tell it. */
  'core/reach': { rooms: [...language, 'core/match', 'core/route', 'core/route/types', 'core/traffic'], node: false },
  /** What checks of this machine come to: one cause and one fix each. */
  'core/doctor': { rooms: [...language, 'core/reach', 'core/hosts-file', 'core/traffic'], node: false },
  'core/world': { rooms: [], node: false },
  'core/failure': { rooms: [], node: false },
  /** `build.ts`: the whole pipeline on one screen. */
  core: { rooms: ['core'], node: false },

  contract: { rooms: ['core'], node: false },
  gateway: { rooms: ['core'], node: true },
  workspace: { rooms: ['core', 'contract'], node: true },
  /** What may answer for a service: listening ports, containers, clusters. */
  discover: { rooms: ['core'], node: true },
  /** The hosts file of the system: reading, writing, asking for the rights. */
  'hosts-file': { rooms: ['core', 'elevate'], node: true },
  /** Browsers with profiles of their own, and the proxy that leads them here. */
  browser: { rooms: ['core'], node: true },
  /** Stores of certificates that are trusted. */
  trust: { rooms: ['core', 'elevate'], node: true },
  /** Rights that a person gives for one step. */
  elevate: { rooms: ['core'], node: true },
  /** What of this machine is in the way. */
  doctor: { rooms: ['core', 'hosts-file', 'trust', 'browser', 'discover'], node: true },
  app: {
    rooms: [
      'core',
      'contract',
      'gateway',
      'workspace',
      'discover',
      'hosts-file',
      'browser',
      'trust',
      'elevate',
      'doctor',
    ],
    node: true,
  },
  loopback: { rooms: ['contract'], node: true },
  /** `check`, `routes` and `explain` read files as the app does, but run nothing. */
  cli: { rooms: ['core', 'contract', 'app', 'loopback', 'workspace'], node: true },
  /** The files of the window and its security headers are the same whoever serves them. */
  electron: { rooms: ['contract', 'app', 'loopback'], node: true },

  /** `main.tsx` and `app.tsx` put the window together. */
  renderer: { rooms: ['renderer', 'core', 'contract'], node: false },
  /** What the window says, in each language. */
  'renderer/words': { rooms: [], node: false },
  'renderer/ui': { rooms: ['renderer/words'], node: false },
  'renderer/client': { rooms: ['contract', 'core'], node: false },
  'renderer/state': { rooms: ['renderer/client', 'renderer/words', 'core', 'contract'], node: false },
  /** What stands over the whole window: palette, keys, settings. */
  'renderer/flow': { rooms: ['renderer/state', 'renderer/ui', 'renderer/words', 'core', 'contract'], node: false },
  /** The start page, and what is dropped on the window. */
  'renderer/welcome': {
    rooms: ['renderer/state', 'renderer/ui', 'renderer/words', 'renderer/tour', 'core', 'contract'],
    node: false,
  },
  'renderer/tour': { rooms: ['renderer/state', 'renderer/ui', 'renderer/words', 'core', 'contract'], node: false },
  'renderer/panels': { rooms: ['renderer/state', 'renderer/ui', 'renderer/words', 'core', 'contract'], node: false },
};

/** Files whose room is not their folder: the words of the route table, which the rooms below it speak too. */
export const fileRooms: Readonly<Record<string, string>> = {
  'src-main/core/route/table.ts': 'core/route/types',
  'src-main/core/route/cluster-policy.ts': 'core/route/types',
  'src-main/core/route/route-policy.ts': 'core/route/types',
  'src-main/core/route/listener-tls.ts': 'core/route/types',
  'src-main/core/route/facts.ts': 'core/route/types',
  'src-main/core/route/network-rules.ts': 'core/route/types',
  'src-main/core/world.ts': 'core/world',
  'src-main/core/failure.ts': 'core/failure',
};

/** Where a package may be imported; `files` is how many files of those rooms may do so. A package that is not listed has no home. */
export const homes: readonly {
  readonly packages: RegExp;
  readonly rooms: readonly string[];
  readonly files?: number;
}[] = [
  { packages: /^yaml$/, rooms: ['core/text', 'core/edit'] },
  { packages: /^re2js$/, rooms: ['core/match'], files: 1 },
  { packages: /^undici$/, rooms: ['gateway'], files: 1 },
  { packages: /^(@peculiar\/x509|reflect-metadata)$/, rooms: ['gateway'], files: 1 },
  { packages: /^http-proxy$/, rooms: ['gateway'], files: 1 },
  { packages: /^@vscode\/sudo-prompt$/, rooms: ['elevate'], files: 1 },
  { packages: /^chokidar$/, rooms: ['workspace'], files: 1 },
  { packages: /^systeminformation$/, rooms: ['discover'], files: 1 },
  { packages: /^@kubernetes\/client-node$/, rooms: ['discover'] },
  /** Once for the terminal, once for the window. */
  { packages: /^diff$/, rooms: ['cli', 'renderer/state'], files: 2 },
  { packages: /^sarif$/, rooms: ['cli'], files: 1 },
  { packages: /^electron$/, rooms: ['electron'] },
  { packages: /^valibot$/, rooms: ['contract'] },
  { packages: /^react(-dom)?(\/.*)?$/, rooms: ['renderer'] },
  { packages: /^react-aria-components$/, rooms: ['renderer/ui', 'renderer/panels', 'renderer/flow'] },
  { packages: /^@tanstack\/react-virtual$/, rooms: ['renderer/ui', 'renderer/panels'] },
  { packages: /^zustand(\/.*)?$/, rooms: ['renderer/state'] },
  { packages: /^@(codemirror|lezer)\//, rooms: ['renderer/panels/editor', 'renderer/ui'] },
  { packages: /^@xyflow\/react/, rooms: ['renderer/panels/routes'] },
  { packages: /^(i18next|react-i18next)$/, rooms: ['renderer/words'] },
  { packages: /^prom-client$/, rooms: ['app'], files: 1 },
  { packages: /^protobufjs(\/.*)?$/, rooms: ['app'], files: 1 },
  { packages: /^node-diff3$/, rooms: ['renderer/state'], files: 1 },
];

/** `window.desktop` is how the window reaches Electron's main process; everybody else speaks to the client. */
export const desktopHome = 'src-renderer/client/connect.ts';

/** Lists of what a room has; the only files called `index`. */
export const registries: readonly string[] = [
  'src-main/core/match/index.ts',
  'src-main/core/action/index.ts',
  'src-main/core/resource/index.ts',
  'src-main/core/advice/index.ts',
  'src-main/core/complete/fix/index.ts',
  'src-renderer/panels/index.ts',
  'src-renderer/panels/visual/index.ts',
  'src-renderer/panels/index.tsx',
];

/** Where work starts: the only files that may act when they are loaded. */
export const entries: readonly RegExp[] = [
  /^src-main\/cli\/(main|start)\.ts$/,
  /^src-main\/electron\/(main|preload)\.ts$/,
  /^src-renderer\/(main|fake-main)\.tsx$/,
  /-worker\.ts$/,
];

export const longestFile = 400;
