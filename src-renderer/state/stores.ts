import type { KeptView, Wire, WorkspaceState } from '#contract/contract.ts';
import type { Settings, SettingsState } from '#contract/settings.ts';
import type { Windows } from '../client/windows.ts';
import { createWords, type Language as Tongue, type Words } from '../words/words.ts';
import type { Analyser } from './analyser.ts';
import type { AskedWorker } from './ask.ts';
import { type BindStore, createBind } from './bind.ts';
import { type BodyReader, createBodyReader } from './body-reader.ts';
import { type CandidatesStore, createCandidatesStore } from './candidates.ts';
import { type CertificatesStore, createCertificatesStore } from './certificates.ts';
import { createDoctorStore, type DoctorStore } from './doctor.ts';
import { createDraftStore, type DraftStore } from './draft.ts';
import { keepDrafts } from './draft-journal.ts';
import { createExchangeDetails, type ExchangeDetailsStore } from './exchange-details.ts';
import { createFilesStore, type FilesStore } from './files.ts';
import { createFlowStore, type FlowStore } from './flow.ts';
import { createHostsStore, type HostsStore } from './hosts.ts';
import { createViewMemory, keepNavigation, rememberedNavigation } from './kept-view.ts';
import type { Language } from './language.ts';
import { createLiveStats, type LiveStatsStore } from './live-stats.ts';
import { createMetricsStore, type MetricsStore } from './metrics.ts';
import { createNavigationStore, type NavigationStore } from './navigation.ts';
import { ofWorkspace } from './of-workspace.ts';
import { askedWithProgress, createProgressStore, type ProgressStore, withProgress } from './progress.ts';
import { createReachStore, type ReachStore } from './reach.ts';
import { createRequestStore, type RequestStore } from './request.ts';
import { createRetarget, type RetargetStore } from './retarget.ts';
import { createReviewStore, type ReviewStore } from './review.ts';
import { createRouteTestsStore, type RouteTestsStore } from './route-tests.ts';
import { createRoutesTableStore, type RoutesTableStore } from './routes-table.ts';
import { createRulesNow, type RulesNowStore } from './rules-now.ts';
import { createRunningStore, type RunningStore } from './running.ts';
import { createSettingsStore, type SettingsStore } from './settings.ts';
import { createThemeStore, type ThemeStore } from './theme.ts';
import { createTourStore, type TourStore } from './tour.ts';
import { createTrafficStore, type TrafficStore } from './traffic.ts';
import { type TrafficWorker, trafficEngineHere, trafficEngineIn } from './traffic-engines.ts';
import { createTrafficTableStore, type TrafficTableStore } from './traffic-table.ts';
import { createUpstreamsStore, type UpstreamsStore } from './upstreams.ts';
import { createWorkspacesStore, type WorkspacesStore } from './workspaces.ts';

/** Everything the window knows, one store per source of truth; readable without React. */
export type Stores = {
  readonly wire: Wire;
  readonly files: FilesStore;
  readonly draft: DraftStore;
  /** Answers the editor's questions about the drafts. */
  readonly language: Language;
  readonly setMachine: Analyser['setMachine'];
  readonly running: RunningStore;
  readonly traffic: TrafficStore;
  readonly trafficTable: TrafficTableStore;
  /** What passes each route now; counts also while the traffic panel is paused. */
  readonly liveStats: LiveStatsStore;
  /** Read by whoever shows it, for as long as it is seen. */
  readonly upstreams: UpstreamsStore;
  /** As upstreams. */
  readonly metrics: MetricsStore;
  /** What may answer for a service; asked by whoever shows it. */
  readonly candidates: CandidatesStore;
  /** Binds services in the drafts, and tells what became of it. */
  readonly bind: BindStore;
  /** Browsers that are led to the gateway. */
  readonly reach: ReachStore;
  /** What is to be written into the hosts file. */
  readonly hosts: HostsStore;
  /** As upstreams. */
  readonly certificates: CertificatesStore;
  readonly request: RequestStore;
  readonly review: ReviewStore;
  /** The exchange that is looked at. */
  readonly exchangeDetails: ExchangeDetailsStore;
  /** Reads bodies that are too long for this thread. */
  readonly bodies: BodyReader;
  /** Leads from an exchange to its rule as it is written now. */
  readonly rulesNow: RulesNowStore;
  /** The saved route tests, asked of the drafts as they are typed. */
  readonly routeTests: RouteTestsStore;
  /** Leads destinations elsewhere, and tells what became of it. */
  readonly retarget: RetargetStore;
  /** What the doctor found, when somebody asked. */
  readonly doctor: DoctorStore;
  readonly navigation: NavigationStore;
  readonly settings: SettingsStore;
  /** A view of the settings. */
  readonly theme: ThemeStore;
  readonly routesTable: RoutesTableStore;
  /** What may be opened in place of what is open. */
  readonly workspaces: WorkspacesStore;
  readonly tour: TourStore;
  /** What stands over the window: palette, keys, settings. */
  readonly flow: FlowStore;
  /** What takes longer than a moment. */
  readonly progress: ProgressStore;
  /** For what stores say; views ask `useWords`. */
  readonly words: Words;
  /** Keeps unsaved text across crashes; returns how to stop. */
  readonly keepDrafts: () => () => void;
};

type World = {
  readonly wire: Wire;
  readonly analyser: Analyser;
  /** Has the rows of the traffic; absent: they are in this thread. */
  readonly startTraffic?: (() => TrafficWorker) | undefined;
  /** Reads long bodies; absent: they are read in this thread. */
  readonly startBodies?: (() => AskedWorker) | undefined;
  readonly later: (work: () => void, ms: number) => () => void;
  /** The time of day in milliseconds. */
  readonly clock: () => number;
  readonly memory?: Storage | undefined;
  /** The other windows of this main; absent: there are none. */
  readonly windows?: Windows | undefined;
  /** The language that the browser or desktop prefers; English unless said otherwise. */
  readonly tongue?: Tongue | undefined;
  /** As main has told them already; absent: they come when the stores are started. */
  readonly settings?: SettingsState | undefined;
  /** How this workspace was looked at last, as main has kept it. */
  readonly view?: KeptView | undefined;
  /** Calls `work` when the page goes away. */
  readonly leaving?: ((work: () => void) => void) | undefined;
  /** Where a dropped file lies; absent: nobody knows, as in a browser. */
  readonly pathOf?: WorkspacesStore['pathOf'] | undefined;
  /** Opens a URL in a tab of the app; absent in a browser. */
  readonly openTab?: ReachStore['openTab'];
  /** Opens a URL beside this page, in the person's own browser. */
  readonly openLink?: ReachStore['openLink'] | undefined;
};

export const createStores = (world: World): Stores => {
  const { analyser, startTraffic, later, clock, memory, windows, tongue = 'en' } = world;
  const progress = createProgressStore(later);
  const language = askedWithProgress(analyser.language, progress);
  const mine = ofWorkspace(world.wire, () => files.getState().workspace);
  const wire = withProgress(mine, progress);
  const settings = createSettingsStore(wire, memory, world.settings);
  const tongueOf = () => languageOf(settings.now(), tongue);
  const words = createWords(tongueOf());
  settings.subscribe(() => {
    if (words.language !== tongueOf()) void words.changeLanguage(tongueOf());
  });
  const files = createFilesStore(wire, clock, words);
  const running = createRunningStore(wire);
  const draft = createDraftStore({ analyse: analyser.analyse, later });
  const review = createReviewStore({ wire, files, running });
  const request = createRequestStore(wire, words);
  const workspaces = createWorkspacesStore(wire, words, world.pathOf);
  const view = createViewMemory({ wire: mine, later, kept: world.view, memory, leaving: world.leaving });
  const navigation = leaving(createNavigationStore('routes', rememberedNavigation(view)), workspaces.leavePage);
  keepNavigation(navigation, view);
  const liveStats = createLiveStats({ later, now: clock });
  const here = { later, clock };
  const startEngine = startTraffic ? trafficEngineIn(startTraffic, here) : trafficEngineHere(here);
  return {
    wire,
    files,
    draft,
    language,
    setMachine: analyser.setMachine,
    running,
    traffic: createTrafficStore({ wire, startEngine, counter: liveStats }),
    trafficTable: createTrafficTableStore(view),
    liveStats,
    upstreams: createUpstreamsStore(wire),
    // The panel says itself who is still being asked.
    candidates: createCandidatesStore(world.wire, memory),
    bind: createBind({ files, running }),
    metrics: createMetricsStore(wire),
    reach: createReachStore({ wire, words, openTab: world.openTab, openLink: world.openLink }),
    hosts: createHostsStore(wire, words),
    certificates: createCertificatesStore(wire, words),
    request,
    review,
    exchangeDetails: createExchangeDetails({ wire, later, words }),
    bodies: createBodyReader(world.startBodies),
    rulesNow: createRulesNow({ review, files, draft, language, navigation }),
    routeTests: createRouteTestsStore({ files, draft, language, navigation }),
    // The panel says itself that it looks.
    doctor: createDoctorStore(world.wire, words),
    retarget: createRetarget({ files, draft, navigation }),
    navigation,
    settings,
    theme: createThemeStore(settings),
    routesTable: createRoutesTableStore(view),
    workspaces,
    tour: createTourStore({ wire, files, running, settings, workspaces, request, navigation, memory }),
    flow: createFlowStore(),
    progress,
    words,
    keepDrafts: () => keepDrafts(files, { wire, later, memory, windows }),
  };
};

/** Whoever wants to see a panel or a place wants no start page. */
const leaving = (navigation: NavigationStore, leave: () => void): NavigationStore => {
  const first =
    <A extends readonly unknown[]>(deed: (...args: A) => void) =>
    (...args: A): void => {
      leave();
      deed(...args);
    };
  const { openPanel, openFile, jumpTo } = navigation;
  return { ...navigation, openPanel: first(openPanel), openFile: first(openFile), jumpTo: first(jumpTo) };
};

/** The language that the person chose, or the system's. */
const languageOf = ({ language }: Settings, system: Tongue): Tongue => (language === 'system' ? system : language);

/**
 * Connects the stores to main: events flow in, and everything is read anew whenever the wire opens. Returns how to stop.
 * `another` is called when main has another workspace: these stores are over then, and new ones begin.
 */
export const startStores = (stores: Stores, another: () => void = () => undefined): (() => void) => {
  const { wire, files, draft, running, traffic, liveStats, setMachine } = stores;
  const arrive = (workspace: WorkspaceState) => {
    const { loaded, workspace: mine } = files.getState();
    if (loaded && workspace.id !== mine) another();
    else files.arrive(workspace);
  };
  const readAll = async () => {
    const [workspace, state, settings] = await Promise.all([
      wire.call('workspace.read', null),
      wire.call('gateway.state', null),
      wire.call('settings.read', null),
    ]);
    stores.settings.arrive(settings);
    // Before the files, which are analysed when they arrive.
    setMachine(state.machine);
    arrive(workspace);
    running.arrive(state);
    void stores.workspaces.read();
    void stores.reach.read();
    // Takes its time, and nothing waits for it.
    traffic.read().catch(() => undefined);
  };
  const stops = [
    wire.on('settings', stores.settings.arrive),
    wire.on('workspace', arrive),
    wire.on('running', running.arrive),
    wire.on('traffic', traffic.arrive),
    wire.on('reach', stores.reach.arrive),
    running.subscribe(({ table, tableGeneration }, before) => {
      if (table !== undefined && table !== before.table) liveStats.follow(table, tableGeneration);
    }),
    wire.onState((state) => {
      running.setConnection(state);
      // When the reading fails the wire is going down again, and `open` will come once more.
      if (state === 'open') readAll().catch(() => running.setConnection('lost'));
    }),
    draft.follow(files),
    stores.routeTests.follow(),
    stores.tour.follow(),
    stores.keepDrafts(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
};
