import { Button, Menu, MenuItem, MenuTrigger, Popover, SubmenuTrigger } from 'react-aria-components';
import { useWords } from '../words/words.ts';
import { ChevronIcon, OpenIcon } from './icons.tsx';
import './open-in.css';

type Choice = { readonly id: string; readonly name: string; readonly run: () => void };
type Way = Choice & { readonly cost: string; readonly choices?: readonly Choice[] };

type OpenInProps = {
  readonly url: string;
  /** The ways to open it, the best first; without any there is nothing to press. */
  readonly rungs: readonly Way[];
  /** A browser is being started for it. */
  readonly opening: boolean;
  /** What became of the last copy. */
  readonly said: string;
  readonly look?: 'plain' | 'quiet' | 'primary';
};

/** Opens a URL in the best way that there is; the other ways, each with its cost, stand in a menu beside it. */
export const OpenIn = ({ url, rungs, opening, said, look = 'plain' }: OpenInProps) => {
  const t = useWords('browser');
  const [best] = rungs;
  if (best === undefined) return null;
  const run = (id: string | number) => {
    const all: readonly Choice[] = rungs.flatMap((one): readonly Choice[] => [one, ...(one.choices ?? [])]);
    all.find((one) => one.id === id)?.run();
  };
  return (
    <span className="open-in">
      <Button
        className={`button ${look} open-in-first`}
        isDisabled={opening}
        onPress={best.choices === undefined ? best.run : () => run(best.choices?.[0]?.id ?? '')}
      >
        <OpenIcon size={16} />
        {t(opening ? 'open.opening' : 'open.button')}
        <span className="hidden-visually">{t('open.label', { url, how: best.name })}</span>
      </Button>
      <MenuTrigger>
        <Button className={`button ${look} open-in-more`} aria-label={t('open.more', { url })}>
          <ChevronIcon size={14} />
        </Button>
        <Popover className="menu-popover open-in-menu" placement="bottom end">
          <Menu className="menu" onAction={run}>
            {rungs.map((way) =>
              way.choices === undefined ? (
                <Line key={way.id} way={way} />
              ) : (
                <SubmenuTrigger key={way.id}>
                  <Line way={way} />
                  <Popover className="menu-popover">
                    <Menu className="menu" onAction={run}>
                      {way.choices.map(({ id, name }) => (
                        <MenuItem key={id} id={id} textValue={name} className="menu-item">
                          {name}
                        </MenuItem>
                      ))}
                    </Menu>
                  </Popover>
                </SubmenuTrigger>
              ),
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      <span role="status" className={said === '' ? 'hidden-visually' : 'muted said'}>
        {said}
      </span>
    </span>
  );
};

const Line = ({ way: { id, name, cost, choices } }: { readonly way: Way }) => (
  <MenuItem id={id} textValue={name} className="menu-item open-in-way">
    <span className="name">{name}</span>
    <span className="cost">{cost}</span>
    {choices !== undefined && <ChevronIcon size={14} />}
  </MenuItem>
);
