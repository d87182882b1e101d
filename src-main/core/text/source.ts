/** One file of the workspace. `file` is its path as people see it (relative to the workspace, `/` between parts). */
export type Source = { readonly file: string; readonly text: string };
