import { useMemo, useState } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { distinct, problemKey } from '../../state/problems.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { ChevronIcon, ErrorIcon, InformationIcon, WarningIcon } from '../../ui/icons.tsx';

const icons = { error: ErrorIcon, warning: WarningIcon, information: InformationIcon };
const rank = { error: 0, warning: 1, information: 2 };
const mostRows = 300;

/** Everything that is wrong with the text as it stands, of all files, the worst first. A click goes there. */
export const ProblemList = () => {
  const { navigation } = useStores();
  const diagnostics = useSlice('draft', (state) => state.diagnostics);
  const [open, setOpen] = useState(true);
  const sorted = useMemo(() => distinct(diagnostics).sort(worstFirst), [diagnostics]);
  if (sorted.length === 0) return null;
  return (
    <section className="problems" aria-label="problems">
      <button type="button" className="problems-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronIcon size={14} />
        Problems
        <span className="badge">{sorted.length}</span>
      </button>
      {open && (
        <ul>
          {sorted.slice(0, mostRows).map((one) => (
            <li key={problemKey(one)}>
              <button
                type="button"
                className={`problem ${one.severity}`}
                title={one.code}
                onClick={() => navigation.jumpTo(one.place)}
              >
                <Severity severity={one.severity} />
                <span>{one.message}</span>
                <span className="mono muted">
                  {one.place.file}:{one.place.line}
                </span>
              </button>
            </li>
          ))}
          {sorted.length > mostRows && <li className="muted more">and {sorted.length - mostRows} more</li>}
        </ul>
      )}
    </section>
  );
};

const Severity = ({ severity }: { readonly severity: Diagnostic['severity'] }) => {
  const Icon = icons[severity];
  return (
    <span className="severity">
      <Icon size={15} />
      <span className="hidden-visually">{severity}: </span>
    </span>
  );
};

const worstFirst = (a: Diagnostic, b: Diagnostic): number =>
  rank[a.severity] - rank[b.severity] ||
  (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : a.place.range[0] - b.place.range[0]);
