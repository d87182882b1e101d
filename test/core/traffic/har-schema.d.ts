declare module 'har-schema' {
  /** Schemas of HAR 1.2 by name, which refer to one another by `$id`. */
  const schemas: Readonly<Record<string, { readonly $schema?: string }>>;
  export = schemas;
}
