import { useMemo } from 'react';
import { useWords } from '../../../words/words.ts';
import { ScrollText } from './scroll-text.tsx';

type JsonTreeProps = { readonly value: unknown; readonly name: string };

/** More values than these are shown as text, because each of them would be several elements. */
const mostValues = 1500;

/** JSON with its objects and lists to be folded; a long one as text, well laid out. */
export const JsonTree = ({ value, name }: JsonTreeProps) => {
  const small = useMemo(() => countValues(value, mostValues) < mostValues, [value]);
  if (!small) {
    return <ScrollText name={name}>{JSON.stringify(value, null, 2)}</ScrollText>;
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what can be filled in
    <div className="json" role="group" aria-label={name}>
      <Value value={value} depth={0} />
    </div>
  );
};

const countValues = (value: unknown, limit: number): number => {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const one of Object.values(value)) {
    count += countValues(one, limit - count);
    if (count >= limit) break;
  }
  return count;
};

type ValueProps = { readonly name?: string; readonly value: unknown; readonly depth: number };

const Value = ({ name, value, depth }: ValueProps) => {
  const t = useWords('exchange');
  const label = name !== undefined && <span className="key">{JSON.stringify(name)}: </span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="leaf">
        {label}
        <span className={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isList ? '[]' : '{}';
  if (entries.length === 0) {
    return (
      <div className="leaf">
        {label}
        {open}
        {close}
      </div>
    );
  }
  return (
    <details open={depth < 6}>
      <summary>
        {label}
        {open}
        <span className="folded"> {t(isList ? 'json.items' : 'json.fields', { count: entries.length })} </span>
      </summary>
      <div className="inner">
        {entries.map(([key, one]) => (
          <Value key={key} value={one} depth={depth + 1} {...(!isList && { name: key })} />
        ))}
      </div>
      <div className="end">{close}</div>
    </details>
  );
};
