import { Empty } from '../../ui/empty.tsx';
import { EditorIcon } from '../../ui/icons.tsx';

/** The resource at the cursor as a form. */
export const VisualPanel = () => (
  <Empty icon={<EditorIcon size={32} />} title="Nothing to show yet">
    <p>Put the cursor into a resource.</p>
  </Empty>
);
