import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { useWords } from '../../words/words.ts';

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** The lines of the hosts file that go and come: signs and words besides the colours. */
export const HostsDiff = ({ label, changes }: { readonly label: string } & Pick<HostsPlan, 'changes'>) => {
  const t = useWords('ui');
  return (
    // A region that scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as said above
    <section className="diff hosts-diff" aria-label={label} tabIndex={0}>
      <table>
        <tbody>
          {changes.map(({ is, line }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own, and may be alike
            <tr key={at} className={is}>
              <td className="sign">
                <span aria-hidden="true">{signs[is]}</span>
                <span className="hidden-visually">{is === 'same' ? '' : t(`diff.${is}`)}</span>
              </td>
              <td className="line">{line === '' ? ' ' : line}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
