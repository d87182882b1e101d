import type { Path } from '#core/text/tree.ts';
import {
  addDestination,
  type Destination,
  type DestinationField,
  type DestinationShape,
  destinationsAt,
  removeDestination,
} from '#core/visual/destinations.ts';
import { parseInput } from '#core/visual/field-input.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx';
import { pathKey } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import { CommitField } from './commit-field.tsx';
import { useKnownDestinations } from './use-known-destinations.ts';
import { useWeights } from './use-weights.ts';
import { WeightSlider } from './weight-slider.tsx';

type DestinationListProps = { readonly rule: Path; readonly shape: DestinationShape };

/** Where a rule sends requests, with the share of each. */
export const DestinationList = ({ rule, shape }: DestinationListProps) => {
  const { document, editable, change, findingsAt } = useVisual();
  const edited = document.tree && { text: document.text, tree: document.tree };
  const destinations = edited ? destinationsAt(edited, rule, shape) : [];
  const weights = useWeights(destinations, shape);
  if (!edited) return null;
  const sharing = shape.weighted && destinations.length > 1;
  const sum = destinations.reduce((all, { weight }) => all + weight, 0);
  return (
    <div className="destinations">
      {destinations.map((one, i) => (
        <fieldset
          key={one.path.join('.')}
          className="destination"
          data-row={pathKey(one.path)}
          aria-label={`destination ${one.words}`}
        >
          <div className="destination-place">
            <Place destination={one} />
            {one.kept !== undefined && <Badge title={one.kept}>kept as it is</Badge>}
            {shape.list && (
              <IconButton
                label={`remove the destination ${one.words}`}
                disabled={!editable || destinations.length < 2}
                onPress={() => change(`remove ${one.words}`, removeDestination(destinations, i, shape))}
              >
                <TrashIcon size={15} />
              </IconButton>
            )}
          </div>
          {sharing && (
            <WeightSlider index={i} words={one.words} percent={one.percent} weights={weights} disabled={!editable} />
          )}
          {findingsAt(one.path, true).map(({ message, severity }) => (
            <p key={message} className={`condition-finding ${severity}`}>
              {severity}: {message}
            </p>
          ))}
        </fieldset>
      ))}
      {sharing && shape.total !== undefined && sum !== shape.total && (
        <p className="muted">
          The weights come to {sum}; the first change makes them {shape.total} together, in the same proportion.
        </p>
      )}
      <span className="match-actions">
        {(shape.list || destinations.length === 0) && (
          <Button
            look="quiet"
            icon={<PlusIcon size={14} />}
            disabled={!editable}
            onPress={() => change('add a destination', addDestination(edited, rule, shape))}
          >
            Add a destination
          </Button>
        )}
        {sharing && (
          <Button look="quiet" disabled={!editable} onPress={weights.even}>
            Even weights
          </Button>
        )}
      </span>
    </div>
  );
};

const Place = ({ destination }: { readonly destination: Destination }) => {
  const { editable, change } = useVisual();
  const { path, values, words, kept } = destination;
  const known = useKnownDestinations(values.find(({ label }) => /^(host|service)$/.test(label))?.value ?? '');
  const commit = (field: DestinationField, typed: string): string | undefined => {
    const at = [...path, ...field.path];
    if (typed.trim() === '') {
      change(`remove the ${field.label} of ${words}`, [{ do: 'remove', path: at }]);
      return undefined;
    }
    const read = parseInput(field.schema, typed, field.label);
    if (!read.ok) return read.message;
    change(`change the ${field.label} of ${words}`, [{ do: 'set', path: at, value: read.value }]);
    return undefined;
  };
  return values.map((field) => (
    <span key={field.label} className="place-field">
      <span aria-hidden="true">{field.label}</span>
      <CommitField
        label={`${field.label} of ${words}`}
        value={field.value}
        size={/port/.test(field.label) ? 5 : /host|service/.test(field.label) ? 12 : 6}
        disabled={!editable || kept !== undefined}
        suggestions={known(field.label)}
        onCommit={(typed) => commit(field, typed)}
      />
    </span>
  ));
};
