/** The id of a workspace's block, from the workspace's own; where nothing is open it is the program's. */
export const blockIdOf = (workspace: string): string =>
  workspace === ''
    ? 'slipway'
    : workspace
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .slice(0, 12) || 'slipway';
