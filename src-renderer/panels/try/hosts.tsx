import type { Explanation } from '#core/route/explanation.ts';
import { CheckIcon, CrossIcon } from '../../ui/icons.tsx';

/** The virtual hosts in the order in which they were asked. */
export const Hosts = ({ explanation }: { readonly explanation: Explanation }) => {
  const { hosts } = explanation;
  if (hosts.length === 0) return null;
  return (
    <section aria-label="hosts tried">
      <h3>Hosts of this listener, the nearest first</h3>
      <ul className="checks">
        {hosts.map(({ domain, chosen, message }) => (
          <li key={domain} className={chosen ? 'holds' : 'fails'}>
            {chosen ? <CheckIcon size={14} /> : <CrossIcon size={14} />}
            <span className="hidden-visually">{chosen ? 'chosen: ' : 'not chosen: '}</span>
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
};
