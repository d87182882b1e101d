import type { en } from './catalogues.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window';
    resources: typeof en;
    returnNull: false;
  }
}
