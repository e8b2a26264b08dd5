/** The first paragraph of the docs page of a rule that says why it is there; undefined where there is none. */
export function whyItMatters(page: string | undefined): string | undefined {
  const section = /(?:^|\n)## Why it matters\n+([^]*?)(?:\n\n|\n## |$)/.exec(page ?? '')?.[1];
  return section?.replace(/\s+/g, ' ').trim() || undefined;
}
