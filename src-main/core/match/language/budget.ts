/** How much work may still be done, in steps of automata. Who finds it used up claims nothing. Owned, and counted down, by all who share it. */
export type Budget = { left: number };
