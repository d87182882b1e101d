import type { Budget } from './budget.ts';
import { type ByteSet, bytesOf } from './byte-set.ts';
import type { Expression } from './expression.ts';

/**
 * A deterministic automaton whose states are made when they are first asked for. State -1 is that from which nothing is accepted.
 * Bytes that it never tells apart are of one class.
 */
export type Automaton = {
  readonly classOf: Uint8Array;
  readonly start: number;
  readonly step: (state: number, ofClass: number, budget: Budget) => number;
  readonly accepts: (state: number) => boolean;
};

type Node =
  | { readonly on: 'bytes'; readonly bytes: ByteSet; readonly next: number }
  | { readonly on: 'branch'; readonly next: number[] }
  | { readonly on: 'start' | 'end'; readonly next: number }
  | { readonly on: 'accept' };

/** Counted repetitions write their part out, so that a short pattern can become a large automaton. */
const mostNodes = 5_000;

/** Undefined where the automaton would be too large. Its size is taken from the budget. */
export const buildAutomaton = (expression: Expression, budget: Budget): Automaton | undefined => {
  const nodes: Node[] = [{ on: 'accept' }];
  const first = addNodes(expression, 0, nodes);
  budget.left -= nodes.length;
  return first < 0 ? undefined : determine(nodes, first);
};

/** Adds what reads the expression and goes on at `next`; the node where it begins, -1 where there are too many. */
const addNodes = (expression: Expression, next: number, nodes: Node[]): number => {
  if (next < 0 || nodes.length > mostNodes) return -1;
  switch (expression.is) {
    case 'byte':
      return nodes.push({ on: 'bytes', bytes: bytesOf([expression.code, expression.code]), next }) - 1;
    case 'bytes':
      return nodes.push({ on: 'bytes', bytes: expression.bytes, next }) - 1;
    case 'start':
    case 'end':
      return nodes.push({ on: expression.is, next }) - 1;
    case 'sequence':
      return expression.parts.reduceRight((after, part) => addNodes(part, after, nodes), next);
    case 'either': {
      const ways = expression.parts.map((part) => addNodes(part, next, nodes));
      return ways.includes(-1) ? -1 : nodes.push({ on: 'branch', next: ways }) - 1;
    }
    case 'repeat': {
      const { part, least, most } = expression;
      let entry = next;
      if (most === undefined) {
        const ways = [next];
        entry = nodes.push({ on: 'branch', next: ways }) - 1;
        const body = addNodes(part, entry, nodes);
        if (body < 0) return -1;
        ways.push(body);
      }
      for (let i = least; i < (most ?? least); i++) {
        const body = addNodes(part, entry, nodes);
        if (body < 0) return -1;
        entry = nodes.push({ on: 'branch', next: [body, next] }) - 1;
      }
      for (let i = 0; i < least; i++) entry = addNodes(part, entry, nodes);
      return entry;
    }
  }
};

type State = { readonly nodes: readonly number[]; readonly next: Int32Array; readonly accepts: boolean };

const unknown = -2;

const determine = (nodes: readonly Node[], first: number): Automaton => {
  const { classOf, samples } = classesOf(nodes);
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (from: readonly number[], atStart: boolean): number => {
    const reached = closure(nodes, from, atStart, false);
    if (reached.length === 0) return -1;
    const key = `${atStart ? '^' : ''}${reached.join()}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const accepts = closure(nodes, atStart ? from : reached, atStart, true).includes(0);
    numbers.set(key, states.length);
    return states.push({ nodes: reached, next: new Int32Array(samples.length).fill(unknown), accepts }) - 1;
  };
  const start = numberOf([first], true);
  return {
    classOf,
    start,
    step: (state, ofClass, budget) => {
      const from = states[state];
      if (from === undefined) return -1;
      const known = from.next[ofClass] as number;
      if (known !== unknown) return known;
      budget.left -= from.nodes.length;
      const byte = samples[ofClass] as number;
      const reached: number[] = [];
      for (const number of from.nodes) {
        const node = nodes[number];
        if (node?.on === 'bytes' && node.bytes[byte]) reached.push(node.next);
      }
      const next = numberOf(reached, false);
      from.next[ofClass] = next;
      return next;
    },
    accepts: (state) => states[state]?.accepts ?? false,
  };
};

/** The nodes that read or accept, or may at the end of the text, behind those that do neither; ascending. */
const closure = (
  nodes: readonly Node[],
  from: readonly number[],
  atStart: boolean,
  atEnd: boolean,
): readonly number[] => {
  const seen = new Set<number>();
  const waiting = [...from];
  const result: number[] = [];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (seen.has(number)) continue;
    seen.add(number);
    const node = nodes[number] as Node;
    if (node.on === 'branch') waiting.push(...node.next);
    else if (node.on === 'start') {
      if (atStart) waiting.push(node.next);
    } else if (node.on === 'end') {
      if (atEnd) waiting.push(node.next);
      else result.push(number);
    } else result.push(number);
  }
  return result.sort((a, b) => a - b);
};

/** Bytes that every set treats alike share a class; of each class one byte. */
const classesOf = (nodes: readonly Node[]): { readonly classOf: Uint8Array; readonly samples: readonly number[] } => {
  let classOf = new Uint8Array(256);
  const done = new Set<ByteSet>();
  const singles = new Set<number>();
  let count = 1;
  for (const node of nodes) {
    if (node.on !== 'bytes' || done.has(node.bytes)) continue;
    const first = node.bytes.indexOf(1);
    const isSingle = first === node.bytes.lastIndexOf(1);
    if (first < 0 || (isSingle && singles.has(first))) continue;
    if (isSingle) singles.add(first);
    else done.add(node.bytes);
    const renumbered = new Map<number, number>();
    const next = new Uint8Array(256);
    for (let byte = 0; byte < 256; byte++) {
      const key = (classOf[byte] as number) * 2 + (node.bytes[byte] as number);
      let number = renumbered.get(key);
      if (number === undefined) {
        number = renumbered.size;
        renumbered.set(key, number);
      }
      next[byte] = number;
    }
    classOf = next;
    count = renumbered.size;
  }
  return { classOf, samples: Array.from({ length: count }, (_, number) => classOf.indexOf(number)) };
};
