import { Empty } from './ui/empty.tsx';
import { BrandIcon } from './ui/icons.tsx';

/** In place of the window when there is nobody to talk to. */
export const Unreachable = ({ noSession, reason }: { readonly noSession: boolean; readonly reason: string }) => (
  <Empty
    icon={<BrandIcon size={40} />}
    title={noSession ? 'Open the address that slipway printed' : 'Slipway does not answer'}
  >
    {noSession ? (
      <p>
        This browser has no session. Copy the whole address from the terminal, with everything behind the “#”, and open
        it here.
      </p>
    ) : (
      <p>Is it still running? Start it again and open the address it prints. ({reason})</p>
    )}
  </Empty>
);
