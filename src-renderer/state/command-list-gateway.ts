import { at, type CommandHost, says } from './command-host.ts';
import type { Command } from './commands.ts';
import { pageToOpen } from './open-in.ts';
import { readyAddresses } from './ready-addresses.ts';
import type { Stores } from './stores.ts';

/** What runs, and what passes through it. */
export const gatewayCommands = (stores: Stores, host: CommandHost): readonly Command[] => {
  const { files, running, review, navigation, request, traffic, reach, hosts } = stores;
  const entries = () => reach.getState().known?.hosts.entries ?? [];
  const pending = () =>
    (running.getState().running?.waiting.length ?? 0) > 0 ||
    files.getState().files.some(({ draft }) => draft !== undefined);
  const addresses = () => readyAddresses(running.getState().running);
  const setApplyOn = (on: 'save' | 'review') => () => {
    void stores.settings.change({ applyOn: on });
    void review.setApplyOn(on);
  };
  const appliesOn = (on: 'save' | 'review') => () => running.getState().running?.applyOn !== on;
  return [
    {
      ...at('gateway'),
      id: 'apply',
      ...says('apply'),
      keys: ['Mod+Enter'],
      where: 'behind-dialogs',
      enabled: pending,
      run: () => {
        navigation.openPanel('review');
        void review.apply();
      },
    },
    {
      ...at('gateway'),
      id: 'rollback',
      ...says('rollback'),
      keys: ['Mod+Alt+Z'],
      where: 'behind-dialogs',
      run: () => {
        navigation.openPanel('review');
        void review.rollback();
      },
    },
    {
      ...at('gateway'),
      id: 'apply-on-save',
      ...says('applyOnSave'),
      enabled: appliesOn('save'),
      run: setApplyOn('save'),
    },
    {
      ...at('gateway'),
      id: 'apply-on-review',
      ...says('applyOnReview'),
      enabled: appliesOn('review'),
      run: setApplyOn('review'),
    },
    {
      ...at('gateway'),
      id: 'send',
      ...says('send'),
      run: () => {
        navigation.openPanel('explain');
        request.focus();
      },
    },
    { ...at('gateway'), id: 'bind', ...says('bind'), run: () => host.enterPanel('services') },
    {
      ...at('gateway'),
      id: 'copy-addresses',
      ...says('copyAddresses'),
      enabled: () => addresses() !== '',
      run: () => host.copy(addresses()),
    },
    {
      ...at('gateway'),
      id: 'open-test-browser',
      ...says('openBrowser'),
      keys: ['Mod+Shift+B'],
      where: 'behind-dialogs',
      enabled: () => reach.getState().opening === undefined,
      run: () => void reach.open(pageToOpen(stores)),
    },
    {
      ...at('gateway'),
      id: 'plan-hosts',
      ...says('planHosts'),
      run: () => {
        host.enterPanel('browser');
        void hosts.plan();
      },
    },
    {
      ...at('gateway'),
      id: 'clean-hosts',
      ...says('cleanHosts'),
      enabled: () => entries().length > 0,
      run: () => {
        host.enterPanel('browser');
        void hosts.clean();
      },
    },
    {
      ...at('traffic'),
      id: 'clear-traffic',
      ...says('clearTraffic'),
      enabled: () => traffic.getState().total > 0,
      run: traffic.clear,
    },
    {
      ...at('traffic'),
      id: 'pause-traffic',
      ...says('pauseTraffic'),
      run: () => traffic.setPaused(!traffic.getState().paused),
    },
  ];
};
