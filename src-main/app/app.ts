import { build } from '#core/build.ts';
import { bindService } from '#core/edit/bind-service.ts';
import { createGateway } from '../gateway/gateway.ts';
import { createSamples } from '../gateway/sample/samples.ts';
import { type App, type AppOptions, compose } from './compose.ts';
import type { GatewayOptions, GatewayPort } from './engine.ts';

export type { App, AppOptions };

/** The app as people use it: the real pipeline and the real data plane. See `compose` for what it does and when it resolves. */
export const createApp = (options: AppOptions): Promise<App> =>
  compose(options, { build, bind: bindService, createGateway: gatewayWithSamples });

const gatewayWithSamples = ({ clock, dice, log, onExchange, onState }: GatewayOptions): GatewayPort => {
  const samples = createSamples({ clock, dice });
  const gateway = createGateway({ clock, dice, log, samples });
  gateway.onExchange(onExchange);
  gateway.onState(onState);
  return {
    apply: gateway.apply,
    state: gateway.state,
    close: async () => {
      await gateway.close();
      await samples.close();
    },
  };
};
