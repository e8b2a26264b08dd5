import type { Edit } from '../core/fix.ts';
import type { Resource, Value } from '../core/resource.ts';

/** Adds a budget in front of the others, written as they are; the values are YAML. */
export function addBudget(pool: Resource, budgets: Value, budget: Readonly<Record<string, string>>): Edit | undefined {
  const [first] = budgets.items();
  const { node } = budgets;
  if (node.kind !== 'list') return undefined;
  const isJson = pool.source.text.trimStart().startsWith('{');
  const entries = Object.entries(budget);
  if (first === undefined || node.flow) {
    const inside = entries.map(([key, value]) => (isJson ? `"${key}": "${value.replaceAll('"', '')}"` : `${key}: ${value}`)).join(', ');
    const entry = isJson ? `{${inside}}` : `{ ${inside} }`;
    return { file: pool.file, range: { start: node.start + 1, end: node.start + 1 }, text: first === undefined ? entry : `${entry}, ` };
  }
  const dash = pool.source.text.lastIndexOf('-', first.node.start);
  const indent = ' '.repeat(pool.source.positionAt(dash).column - 1);
  const lines = entries.map(([key, value]) => `${key}: ${value}`).join(`\n${indent}  `);
  return { file: pool.file, range: { start: dash, end: dash }, text: `- ${lines}\n${indent}` };
}
