import type { Infer } from '../../schema/schema.ts';
import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { sessionPersistence } from './session-persistence.ts';

/** Both experimental. */
export const checkSession = (
  session: Infer<typeof sessionPersistence> | undefined,
  path: Path,
  report: CheckReport,
): void => {
  const { type = 'Cookie', absoluteTimeout, cookieConfig } = session ?? {};
  if (!cookieConfig) return;
  if (cookieConfig.lifetimeType === 'Permanent' && absoluteTimeout === undefined) {
    const message = 'a permanent cookie needs to know when it ends; add "absoluteTimeout"'; // 87
    report('route/session', message, [...path, 'cookieConfig', 'lifetimeType']);
  }
  if (type !== 'Cookie') {
    const message = `"cookieConfig" is not for type "${type}"; write "type: Cookie", or remove it`; // 88
    report('route/session', message, [...path, 'cookieConfig'], { key: true });
  }
};
