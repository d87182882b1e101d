import { nameOf } from './state/open-in.ts';
import { useSlice, useStores } from './state/stores-context.ts';
import { BrowserIcon, HostsIcon } from './ui/icons.tsx';
import { useWords } from './words/words.ts';

/** What Slipway has changed or started on this machine, always in sight while it lasts; a press leads to the way back. */
export const ReachChips = () => (
  <>
    <HostsChip />
    <SessionsChip />
  </>
);

const HostsChip = () => {
  const { navigation } = useStores();
  const t = useWords('browser');
  const entries = useSlice('reach', (state) => state.known?.hosts.entries);
  const names = [...new Set((entries ?? []).map(({ name }) => name))];
  if (names.length === 0) return null;
  const some = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  return (
    <button
      type="button"
      className="reach-chip"
      title={t('chip.hostsTitle', { names: some.join(', ') })}
      onClick={() => navigation.openPanel('browser')}
    >
      <HostsIcon size={14} />
      {t('chip.hosts', { count: names.length })}
    </button>
  );
};

const SessionsChip = () => {
  const { navigation } = useStores();
  const t = useWords('browser');
  const known = useSlice('reach', (state) => state.known);
  const [first, ...others] = known?.sessions ?? [];
  if (first === undefined) return null;
  const found = known?.browsers.find(({ id }) => id === first.browser);
  return (
    <button type="button" className="reach-chip" onClick={() => navigation.openPanel('browser')}>
      <BrowserIcon size={14} />
      {others.length === 0
        ? t('chip.session', { name: found === undefined ? first.browser : nameOf(found) })
        : t('chip.sessions', { count: others.length + 1 })}
    </button>
  );
};
