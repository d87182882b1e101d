import { object, oneOf, optional, string, wholeDuration } from '../../schema/schema.ts';

/** Keeps a client on one endpoint (experimental channel). */
export const sessionPersistence = object('SessionPersistence', {
  sessionName: optional(string({ longest: 128 }), 'The name of the cookie or header.', {
    default: 'made by the gateway',
  }),
  type: optional(oneOf('Cookie', 'Header'), 'Where the session is written.', { default: 'Cookie' }),
  absoluteTimeout: optional(wholeDuration(), 'After which the session is over.'),
  cookieConfig: optional(
    object('CookieConfig', {
      lifetimeType: optional(oneOf('Permanent', 'Session'), 'Whether the cookie outlives the browser.', {
        default: 'Session',
      }),
    }),
    'How the cookie is made.',
  ),
});
