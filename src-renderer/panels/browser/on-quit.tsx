import { useSlice, useStores } from '../../state/stores-context.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';

/** Whether our names stay in the hosts file when the program ends; the same choice as in the settings. */
export const OnQuit = () => {
  const { settings } = useStores();
  const t = useWords('settings');
  const value = useSlice('settings', (state) => state.settings.hosts.onQuit);
  return (
    <div className="on-quit">
      <span className="muted">{t('name.hostsOnQuit')}</span>
      <Segmented
        label={t('name.hostsOnQuit')}
        value={value}
        options={(['remove', 'keep'] as const).map((id) => ({ id, label: t(`hostsOnQuit.${id}`) }))}
        onChange={(onQuit) => void settings.change({ hosts: { onQuit } })}
      />
    </div>
  );
};
