import { Fragment, type ReactNode, useId } from 'react';
import { indexDoors } from '#core/reach/doors.ts';
import { urlAt } from '#core/reach/way-to.ts';
import { doorOf, doorsNow, isLocal, type useRungs } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { OpenIn } from '../../ui/open-in.tsx';
import { rich } from '../../words/rich.ts';
import { type Say, useWords } from '../../words/words.ts';

/** The URL that all of the panel is about; Enter opens it in the best way. */
export const OpenBar = (open: ReturnType<typeof useRungs>) => {
  const { url, rungs, opening } = open;
  const stores = useStores();
  const t = useWords('browser');
  const id = useId();
  // Which doors there are comes of both.
  useSlice('running', (state) => state.table);
  useSlice('running', (state) => state.running);
  const advice = adviceOn(url, stores, t);
  return (
    <form
      className="open-bar"
      aria-label={t('bar.label')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!opening) rungs[0]?.run();
      }}
    >
      <input
        aria-label={t('bar.url')}
        className="field mono"
        spellCheck={false}
        autoCapitalize="off"
        value={url}
        aria-describedby={advice === undefined ? undefined : `${id}-advice`}
        onChange={({ currentTarget }) => stores.reach.setUrl(currentTarget.value)}
      />
      {rungs.length > 0 ? (
        <OpenIn {...open} look="primary" />
      ) : (
        <Button look="primary" disabled>
          {t('open.button')}
        </Button>
      )}
      {advice !== undefined && (
        <p id={`${id}-advice`} className="muted" role="status">
          {advice}
        </p>
      )}
    </form>
  );
};

/** What keeps a URL from arriving at the gateway. */
const adviceOn = (text: string, stores: ReturnType<typeof useStores>, t: Say<'browser'>): ReactNode => {
  if (!URL.canParse(text) || !/^https?:\/\/./i.test(text)) return t('bar.notUrl');
  const url = new URL(text);
  const doors = doorsNow(stores);
  if (doors.length === 0) return t('bar.closed');
  if (isLocal(url.hostname) || doorOf(url, doors) !== undefined) return undefined;
  const urls = indexDoors(doors)
    .named(url.hostname)
    .flatMap((door) => urlAt(url.hostname, door) ?? []);
  if (urls.length > 0) {
    const links = urls.map((one, at) => (
      <Fragment key={one}>
        {at > 0 && ', '}
        <button type="button" className="link mono" onClick={() => stores.reach.setUrl(one)}>
          {one}
        </button>
      </Fragment>
    ));
    return rich(t('bar.elsewhere', { host: url.hostname }), { urls: links });
  }
  return t('bar.unknown', { host: url.hostname, port: url.port || (url.protocol === 'https:' ? 443 : 80) });
};
