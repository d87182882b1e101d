import type { Handlers } from '#contract/contract.ts';
import type { Failure } from '#core/failure.ts';
import type { Discovery } from '../discover/discovery.ts';

type Name =
  | 'services.candidates'
  | 'services.contexts'
  | 'services.cluster'
  | 'services.forward'
  | 'services.forwards'
  | 'services.unforward';

/** The calls about what may answer for a service; where nothing looks for it, each says so. */
export const discoverIn = (discovery: Discovery | undefined): Pick<Handlers, Name> => {
  if (discovery === undefined) {
    const none = async () => ({ ok: false, failure: nobodyLooks }) as const;
    return {
      'services.candidates': none,
      'services.contexts': none,
      'services.cluster': none,
      'services.forward': none,
      'services.forwards': async () => [],
      'services.unforward': async () => null,
    };
  }
  return {
    'services.candidates': ({ source }) => discovery.candidates(source),
    'services.contexts': discovery.contexts,
    'services.cluster': ({ context, namespace }) => discovery.cluster(context, namespace),
    'services.forward': discovery.forward,
    'services.forwards': async () => discovery.forwards(),
    'services.unforward': async ({ id }) => {
      await discovery.unforward(id);
      return null;
    },
  };
};

const nobodyLooks: Failure = { code: 'discover/none', message: 'nothing looks for services here' };
