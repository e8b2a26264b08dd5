import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { alignLines } from '../../src/gitops/render/line-alignment.ts';
import { RenderedSource } from '../../src/gitops/render/rendered-source.ts';

const template = [
  '{{- range .Values.pools }}',
  'kind: NodePool',
  'metadata:',
  '  name: {{ .name }}',
  'spec:',
  '  {{- with .limits }}',
  '  limits:',
  '    {{- toYaml . | nindent 4 }}',
  '  {{- end }}',
  '  weight: {{ .weight | default 10 }}',
  '{{- end }}',
];

describe('alignLines', () => {
  it('follows a template from top to bottom, and again for each round of a loop', () => {
    const round = ['kind: NodePool', 'metadata:', '  name: a', 'spec:', '  limits:', '    cpu: 10', '  weight: 5'];
    expect(alignLines(template, [...round, '---', ...round])).toEqual([1, 2, 3, 4, 6, 6, 9, 9, 1, 2, 3, 4, 6, 6, 9]);
  });

  it('knows nothing before the first line that it finds', () => {
    expect(alignLines(['a: 1'], ['# made by hand', 'b: 1', 'a: 1'])).toEqual([undefined, undefined, 0]);
  });
});

describe('RenderedSource', () => {
  const source = new Source('templates/pool.yaml', template.join('\n'));
  const rendered = new RenderedSource(source, 'kind: NodePool\nmetadata:\n    name: a\nspec:\n');
  const place = (start: number, end: number): string => {
    const { range } = rendered.locate({ start, end });
    return source.text.slice(range.start, range.end);
  };

  it('points at the very characters where the line is the same', () => {
    expect(place(6, 14)).toBe('NodePool');
  });

  it('points at the line where an expression made it', () => {
    const at = rendered.text.indexOf('a\nspec');
    expect(place(at, at + 1)).toBe('name: {{ .name }}');
  });
});
