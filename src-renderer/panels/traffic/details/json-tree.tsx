import type { JsonItem, JsonNode } from '../../../state/json-text.ts';
import { useWords } from '../../../words/words.ts';

/** JSON with its objects and lists to be folded. Numbers and order are as they are written. */
export const JsonTree = ({ tree, name }: { readonly tree: JsonNode; readonly name: string }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what can be filled in
  <div className="json" role="group" aria-label={name}>
    <Value item={{ value: tree }} depth={0} />
  </div>
);

const sortOf = (text: string): string => {
  if (text.startsWith('"')) return 'string';
  return text === 'null' ? 'null' : text === 'true' || text === 'false' ? 'boolean' : 'number';
};

const Value = ({ item: { key, value }, depth }: { readonly item: JsonItem; readonly depth: number }) => {
  const t = useWords('exchange');
  const label = key !== undefined && <span className="key">{key}: </span>;
  if (value.is === 'leaf') {
    return (
      <div className="leaf">
        {label}
        <span className={sortOf(value.text)}>{value.text}</span>
      </div>
    );
  }
  const { items } = value;
  const isList = value.is === 'list';
  const [open, close] = isList ? '[]' : '{}';
  if (items.length === 0) {
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
        <span className="folded"> {t(isList ? 'json.items' : 'json.fields', { count: items.length })} </span>
      </summary>
      <div className="inner">
        {items.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field may come twice
          <Value key={i} item={one} depth={depth + 1} />
        ))}
      </div>
      <div className="end">{close}</div>
    </details>
  );
};
