import { describe, expect, it } from 'vitest';
import { problemsOf } from './problems.ts';

function saidOf(metadata: string): string[] {
  const text = `apiVersion: karpenter.sh/v1alpha1\nkind: NodeOverlay\nmetadata: {${metadata}}\nspec: {weight: 1, requirements: []}\n`;
  return problemsOf(text).map(({ serverMessage }) => serverMessage ?? '');
}

// Every expectation is how the API server begins.
describe("the server's words on metadata", () => {
  it.each([
    ['name: Bad_Name', 'metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of'],
    [`name: ${'a'.repeat(254)}`, `metadata.name: Invalid value: "${'a'.repeat(254)}": must be no more than 253 bytes`],
    ['name: a, labels: {"bad key": z}', 'metadata.labels: Invalid value: "bad key": name part must consist of'],
    ['name: a, labels: {/x: z}', 'metadata.labels: Invalid value: "/x": prefix part must be non-empty'],
    ['name: a, labels: {a/: z}', 'metadata.labels: Invalid value: "a/": name part must be non-empty'],
    ['name: a, labels: {A.b/c: z}', 'metadata.labels: Invalid value: "A.b/c": prefix part a lowercase RFC 1123 subdomain'],
    ['name: a, labels: {a/b/c: z}', 'metadata.labels: Invalid value: "a/b/c": a valid label key must consist of'],
    ['name: a, labels: {a: "x z"}', 'metadata.labels: Invalid value: "x z": a valid label must be an empty string or consist of'],
    ['name: a, annotations: {"bad key": z}', 'metadata.annotations: Invalid value: "bad key": name part must consist of'],
  ])('%s', (metadata, beginning) => {
    const [said, ...more] = saidOf(metadata);
    expect(more).toEqual([]);
    expect(said?.startsWith(beginning)).toBe(true);
  });
});
