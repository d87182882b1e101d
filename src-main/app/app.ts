import { homedir } from 'node:os';
import { build } from '#core/build.ts';
import { buildSteps } from '#core/build-steps.ts';
import { testsOf } from '#core/convert/tests-of.ts';
import { bindService } from '#core/edit/bind-service.ts';
import { createDiscovery } from '../discover/discovery.ts';
import { portOwner } from '../discover/port-owner.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createSamples } from '../gateway/sample/samples.ts';
import { createLocalCa } from '../gateway/tls/local-ca.ts';
import { type App, type AppOptions, compose } from './compose.ts';
import type { Engine, GatewayOptions, GatewayPort } from './engine.ts';

export type { App, AppOptions };

/** The app as people use it: the real pipeline and the real data plane. See `compose` for what it does and when it resolves. */
export const createApp = (options: AppOptions): Promise<App> =>
  compose(options, {
    build,
    buildSteps,
    bind: bindService,
    createGateway: gatewayWithSamples,
    createDiscovery: onThisMachine,
    testedUrls: (built) => testsOf(built).tests.map(({ request }) => request.url),
  });

const onThisMachine: NonNullable<Engine['createDiscovery']> = (world) =>
  createDiscovery({
    ...world,
    pid: process.pid,
    // Windows has no such numbers.
    ...(process.getuid && { uid: process.getuid() }),
    engine: { platform: process.platform, environment: process.env, home: homedir() },
  });

const gatewayWithSamples = ({
  clock,
  dice,
  log,
  onExchange,
  onState,
  dataFolder,
  mapped,
}: GatewayOptions): GatewayPort => {
  const samples = createSamples({ clock, dice });
  const localCa = createLocalCa({ clock, ...(dataFolder === undefined ? {} : { folder: dataFolder }) });
  const gateway = createGateway({ clock, dice, log, samples, localCa, mapped, ports: { ownerOf: portOwner } });
  gateway.onExchange(onExchange);
  gateway.onOpen(onExchange);
  gateway.onState(onState);
  const leave = async () => {
    const { over } = await gateway.leave();
    return { over: over.then(samples.close) };
  };
  return {
    apply: gateway.apply,
    state: gateway.state,
    reopen: gateway.reopen,
    upstreams: gateway.upstreams,
    setCapture: gateway.setCapture,
    authority: localCa.certificate,
    ca: localCa,
    served: gateway.served,
    leave,
    close: async () => (await leave()).over,
  };
};
