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
    expect(alignLines(template, [...round, '---', ...round])).toEqual([1, 2, 3, 4, 6, 7, 9, undefined, 1, 2, 3, 4, 6, 7, 9]);
  });

  it('takes values that look like lines of the template for what they are', () => {
    const pool = ['requirements:', '  {{- toYaml .Values.requirements | nindent 2 }}', '  - key: arch', '    operator: In', '    values:', '  - amd64'];
    expect(alignLines(pool, ['requirements:', '  - key: arch', '    operator: In', '  - key: arch', '    operator: In', '    values:', '  - amd64'])).toEqual([
      0, 1, 1, 2, 3, 4, 5,
    ]);
  });

  it('follows the branch that gives the lines', () => {
    const branches = ['{{- if .a }}', 'a: 1', 'both: x', '{{- else if .b }}', 'b: 1', 'both: x', '{{- else }}', 'both: {{ .c }}', '{{- end }}', 'last: 1'];
    expect(alignLines(branches, ['a: 1', 'both: x', 'last: 1'])).toEqual([1, 2, 9]);
    expect(alignLines(branches, ['b: 1', 'both: x', 'last: 1'])).toEqual([4, 5, 9]);
    expect(alignLines(branches, ['both: y', 'last: 1'])).toEqual([7, 9]);
  });

  it('knows that documents come sorted by kind, not as they are written', () => {
    const two = ['kind: Pod', 'name: a', '---', 'kind: Deployment', 'name: a'];
    expect(alignLines(two, ['---', 'kind: Deployment', 'name: a', '---', 'kind: Pod', 'name: a'])).toEqual([undefined, 3, 4, undefined, 0, 1]);
  });

  it('reads expressions over several lines, comments and inline branches', () => {
    const odd = [
      '{{- /* name: x',
      '   name: x */}}',
      'name: {{ include "name" (dict',
      '  "a" "}}") }}',
      'x{{ if .y }}y{{ else }}z{{ end }}: 1',
      '{{ $v := 1 }}',
    ];
    expect(alignLines(odd, ['name: x', 'xz: 1'])).toEqual([2, 4]);
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
