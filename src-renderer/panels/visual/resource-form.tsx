import { wholeSchema } from '#core/complete/whole-schema.ts';
import { entryOf, treeAt } from '#core/text/cursor.ts';
import { FieldsOf } from './fields/fields-of.tsx';
import { Findings } from './fields/findings.tsx';
import { SlotForm } from './fields/slot-form.tsx';
import { useVisual } from './visual-context.ts';
import type { Slot } from './widget.ts';

/** The whole resource: what makes it one (version, metadata), and what it says. */
export const ResourceForm = () => {
  const { document, findingsAt } = useVisual();
  const { declared, tree, root } = document;
  if (declared === undefined || tree === undefined) return null;
  const schema = wholeSchema(declared);
  const own = treeAt(tree, root);
  const whole: Slot = { schema, path: root, ...(own && { tree: own }), name: declared.kind };
  const field = schema.fields.spec;
  const written = entryOf(own, 'spec')?.value;
  const hasSpec = declared.body === 'spec' && field !== undefined && written !== undefined;
  const path = [...root, 'spec'];
  return (
    <>
      <Findings found={[...findingsAt(root), ...findingsAt([...root, 'kind'])]} />
      <FieldsOf slot={whole} except={hasSpec ? ['kind', 'spec'] : ['kind']} />
      {hasSpec && (
        <section className="spec" aria-label="spec">
          <h3 className="mono">spec</h3>
          <Findings found={findingsAt(path)} />
          <SlotForm slot={{ schema: field.schema, path, tree: written, field, name: 'spec' }} />
        </section>
      )}
    </>
  );
};
