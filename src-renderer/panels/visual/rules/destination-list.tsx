import { treeAt } from '#core/text/cursor.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import {
  addDestination,
  type Destination,
  type DestinationShape,
  destinationsAt,
  removeDestination,
} from '#core/visual/destinations.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx';
import { rich } from '../../../words/rich.ts';
import { useWords } from '../../../words/words.ts';
import { AddField } from '../fields/add-field.tsx';
import { Findings } from '../fields/findings.tsx';
import { pathKey, useForm } from '../form-context.ts';
import { useVisual, type Visual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { PlaceField } from './place-field.tsx';
import { useItems } from './use-items.ts';
import { useWeights } from './use-weights.ts';
import { WeightSlider } from './weight-slider.tsx';
import { WrittenFields } from './written-fields.tsx';

type DestinationListProps = { readonly rule: Path; readonly shape: DestinationShape };

/** Where a rule sends requests, with the share of each. */
export const DestinationList = ({ rule, shape }: DestinationListProps) => {
  const { document, editable, change, announce, findingsAt } = useVisual();
  const t = useWords('visual');
  const { focusSoon } = useForm();
  const { ids } = useItems(document, [...rule, shape.field]);
  const edited = document.tree && { text: document.text, tree: document.tree };
  const destinations = edited ? destinationsAt(edited, rule, shape) : [];
  const weights = useWeights(destinations, ids, shape);
  if (!edited) return null;
  const sharing = shape.weighted && destinations.length > 1;
  const sum = destinations.reduce((all, { weight }) => all + weight, 0);
  // Whatever is done to one of them would be done in another place too: the text says where.
  const linked = destinations.find(({ kept }) => kept !== undefined)?.kept;
  const free = editable && linked === undefined;
  const places = shape.fields.map(({ path }) => String(path[0]));
  const shown = [...places, 'weight'];
  const remove = (index: number) => {
    const one = destinations[index];
    if (
      !one ||
      !change(t('to.removeStep', { name: one.words }), removeDestination(destinations, index, shape, weights.locked))
    )
      return;
    const left = destinations.filter((_, i) => i !== index).map(({ words }) => words);
    announce(t('to.removed', { name: one.words, left: left.join(t('to.comma')) }));
    focusSoon([...rule, shape.field, Math.min(index, left.length - 1)]);
  };
  const add = () => {
    if (!change(t('to.addStep'), addDestination(edited, rule, shape))) return;
    announce(t('to.added', { number: destinations.length + 1 }));
    focusSoon([...rule, shape.field, destinations.length]);
  };
  return (
    <div className="destinations">
      {destinations.map((one, i) => (
        <fieldset
          key={ids[i] ?? i}
          className="destination"
          data-row={pathKey(one.path)}
          aria-label={t('to.one', { name: one.words })}
        >
          <div className="destination-place">
            {one.values.map((field) => (
              <PlaceField key={field.label} destination={one} field={field} />
            ))}
            {one.kept !== undefined && <Badge title={one.kept}>{t('to.kept')}</Badge>}
            <span className="destination-tools">
              {one.kept === undefined && editable && <AddField slot={slotOf(edited.tree, one, shape)} except={shown} />}
              {shape.list && (
                <IconButton
                  label={t('to.remove', { name: one.words })}
                  disabled={!free || destinations.length < 2}
                  onPress={() => remove(i)}
                >
                  <TrashIcon size={15} />
                </IconButton>
              )}
            </span>
          </div>
          {one.kept === undefined && (
            <WrittenFields slot={slotOf(edited.tree, one, shape)} except={sharing ? shown : places} />
          )}
          {sharing && (
            <WeightSlider index={i} words={one.words} percent={one.percent} weights={weights} disabled={!free} />
          )}
          <Findings found={findingsOfPlace(findingsAt, one, sharing ? shown : places)} />
        </fieldset>
      ))}
      {linked !== undefined && (
        <p className="muted">{rich(t('to.linked'), { why: <span lang="en">{linked}</span> })}</p>
      )}
      {sharing && shape.total !== undefined && sum !== shape.total && (
        <p className="muted">{t('to.sum', { sum, total: shape.total })}</p>
      )}
      <span className="match-actions">
        {(shape.list || destinations.length === 0) && (
          <Button look="quiet" icon={<PlusIcon size={14} />} disabled={!free} onPress={add}>
            {t('to.add')}
          </Button>
        )}
        {sharing && (
          <Button look="quiet" disabled={!free} onPress={weights.even}>
            {t('to.even')}
          </Button>
        )}
      </span>
    </div>
  );
};

const slotOf = (tree: Tree, { path, words }: Destination, { item }: DestinationShape): Slot => {
  const own = treeAt(tree, path);
  return { schema: item, path, name: words, ...(own && { tree: own }) };
};

/** What its own fields say stands at these. */
const findingsOfPlace = (
  findingsAt: Visual['findingsAt'],
  { path, kept }: Destination,
  fields: readonly string[],
): readonly Diagnostic[] =>
  kept === undefined
    ? [...findingsAt(path), ...[...new Set(fields)].flatMap((name) => findingsAt([...path, name], true))]
    : findingsAt(path, true);
