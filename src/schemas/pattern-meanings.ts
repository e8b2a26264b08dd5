import { schemaTexts } from './authored.generated.ts';
import type { AuthoredNode } from './authored.ts';

let meanings: ReadonlyMap<string, string> | undefined;

/** A pattern of Karpenter's kinds in words that complete "must be …"; undefined for any other. */
export function meaningOfPattern(pattern: string): string | undefined {
  meanings ??= new Map(schemaTexts.flatMap(({ text }) => meaningsIn(JSON.parse(text) as AuthoredNode)));
  return meanings.get(pattern);
}

function meaningsIn({ pattern, patternMeans, items, additionalProperties, properties = {} }: AuthoredNode): [string, string][] {
  const own: [string, string][] = pattern === undefined || patternMeans === undefined ? [] : [[pattern, patternMeans]];
  const children = [items, additionalProperties, ...Object.values(properties)].filter((child) => child !== undefined);
  return [...own, ...children.flatMap(meaningsIn)];
}
