import { applyHeaderOperations } from '#core/action/header-operations.ts';
import type { OperatorValue } from '#core/action/operators.ts';
import { headText } from '#core/match/byte-string.ts';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderOperations } from '#core/route/table.ts';

/**
 * The lines after the operations, as a list of the caller's own. The lines that frame the message keep their values whatever the
 * operations say: they describe the bytes that follow.
 */
export function operateOn(
  lines: string[],
  operations: readonly HeaderOperations[],
  evaluate: () => OperatorValue,
): string[] {
  if (operations.length === 0) return lines;
  const length = headerValue(lines, 'content-length');
  const result = applyHeaderOperations(lines, operations.map(onTheWire), evaluate());
  const own: string[] = [];
  for (let i = 0; i + 1 < result.length; i += 2) {
    const name = result[i] as string;
    if (!untouchable.has(name)) own.push(name, result[i + 1] as string);
  }
  if (length !== undefined) own.push('content-length', length);
  return own;
}

/** Lines about this connection or the framing of this message. Host travels as the authority. */
const untouchable = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'host']);

/** Values of a table are text; on the wire they are the bytes of its UTF-8. Worked out once for each operation. */
function onTheWire(operations: HeaderOperations): HeaderOperations {
  const known = encoded.get(operations);
  if (known) return known;
  const pairs = (list: HeaderOperations['set']) => list.map(([name, value]) => [name, headText(value)] as const);
  const result = { remove: operations.remove, set: pairs(operations.set), add: pairs(operations.add) };
  encoded.set(operations, result);
  return result;
}

/** Nothing but a memory of a pure function: it holds no state that anybody could see. */
const encoded = new WeakMap<HeaderOperations, HeaderOperations>();
