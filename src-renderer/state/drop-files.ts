import type { FilesStore } from './files.ts';
import type { WorkspacesStore } from './workspaces.ts';

/** What became of files that were dropped on the window. */
export type Dropped =
  | { readonly is: 'opened' }
  | { readonly is: 'added'; readonly names: readonly string[]; readonly taken: readonly string[] }
  | {
      readonly is: 'refused';
      readonly why: 'none' | 'folder' | 'nowhere' | 'large';
      readonly names: readonly string[];
    };

/** The workspace refuses larger ones. */
const mostBytes = 20 * 1024 * 1024;

/**
 * Opens what was dropped where its place is known (the desktop app). In a browser, which tells no places, YAML files become new files of
 * the workspace that is open, not saved; one of a name that is taken is left alone.
 */
export const dropFiles = async (
  dropped: readonly { readonly file: File; readonly folder: boolean }[],
  { files, workspaces }: { readonly files: FilesStore; readonly workspaces: WorkspacesStore },
): Promise<Dropped> => {
  const paths = dropped.flatMap(({ file }) => workspaces.pathOf(file) || []);
  if (paths.length > 0) {
    const [first = ''] = paths;
    await workspaces.open({ paths }, first.split(/[\\/]/).at(-1) ?? first);
    return { is: 'opened' };
  }
  const refused = (why: Extract<Dropped, { is: 'refused' }>['why'], names: readonly string[] = []): Dropped => ({
    is: 'refused',
    why,
    names,
  });
  const yaml = dropped.filter(({ file, folder }) => !folder && /\.(ya?ml|json)$/i.test(file.name));
  if (yaml.length === 0) return refused(dropped.some(({ folder }) => folder) ? 'folder' : 'none');
  if (files.getState().workspace === '') return refused('nowhere');
  const large = yaml.filter(({ file }) => file.size > mostBytes).map(({ file }) => file.name);
  if (large.length > 0) return refused('large', large);
  const names: string[] = [];
  const taken: string[] = [];
  for (const { file } of yaml) {
    const made = files.create(file.name, (await file.text()).replace(/^\ufeff/, ''));
    (made ? names : taken).push(file.name);
  }
  return { is: 'added', names, taken };
};
