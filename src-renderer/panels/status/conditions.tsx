import type { Condition } from '#core/snapshot/status.ts';
import { Dot } from './dot.tsx';
import { toneOf } from './judge.ts';

/** Conditions as `kubectl describe` has them: type, status, reason, and the sentence for people where there is one. */
export const Conditions = ({ of, conditions }: { readonly of: string; readonly conditions: readonly Condition[] }) => {
  if (conditions.length === 0) return null;
  return (
    <table className="conditions" aria-label={`conditions of ${of}`}>
      <thead className="hidden-visually">
        <tr>
          <th scope="col">condition</th>
          <th scope="col">status</th>
          <th scope="col">reason</th>
        </tr>
      </thead>
      <tbody>
        {conditions.map((one) => {
          const tone = toneOf(one);
          return (
            <tr key={one.type} className={tone}>
              <th scope="row">{one.type}</th>
              <td>
                <span className={`verdict ${tone}`}>
                  <Dot tone={tone} />
                  {one.status}
                </span>
              </td>
              <td>
                <span className="reason">{one.reason}</span>
                {one.message !== '' && <span className="message">{one.message}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
