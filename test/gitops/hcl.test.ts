import { describe, expect, it } from 'vitest';
import { toPlain } from '../../src/core/node.ts';
import { Source } from '../../src/core/source.ts';
import { readHcl, toNode } from '../../src/gitops/terraform/hcl.ts';

function valueOf(expression: string): unknown {
  const source = new Source('main.tf', `a = ${expression}\nafter = 1\n`);
  const body = readHcl(source);
  expect(body?.attributes.map(({ key }) => key.text)).toEqual(['a', 'after']);
  const [first] = body?.attributes ?? [];
  return first && toPlain(toNode(first.value, source));
}

describe('readHcl', () => {
  it.each([
    ['1', 1],
    ['-1.5e3', -1500],
    ['true', true],
    ['null', null],
    ['"a\\n\\"b\\" \\u00e9"', 'a\n"b" é'],
    ['"pre-${var.x["y"]}-post"', 'pre-${var.x["y"]}-post'],
    ['[1, "b", # comment\n  var.c,]', [1, 'b', '${var.c}']],
    ['{ a = 1, "b" : [2]\n c = { d = "e" } }', { a: 1, b: [2], c: { d: 'e' } }],
    ['{ (var.key) = 1 }', { '${(var.key)}': 1 }],
    ['var.enabled ? "a" : "b"', '${var.enabled ? "a" : "b"}'],
    ['"a" == var.b', '${"a" == var.b}'],
    ['[for zone in var.zones : upper(zone)]', '${[for zone in var.zones : upper(zone)]}'],
    ['{ for k, v in var.m : k => v }', '${{ for k, v in var.m : k => v }}'],
    ['toset(["a"])', ['a']],
    ['yamlencode({ a = 1 })', { a: 1 }],
    ['merge(local.a,\n  { b = 1 }...)', '${merge(local.a,\n  { b = 1 }...)}'],
    ['file("x.yaml")[0]', '${file("x.yaml")[0]}'],
    ['<<EOT\n  line: ${x}\nEOT', '  line: ${x}\n'],
    ['<<-EOT\n    a:\n      b: 1\n\n    c: 2\n  EOT', 'a:\n  b: 1\n\nc: 2\n'],
  ])('%s', (expression, value) => {
    expect(valueOf(expression)).toEqual(value);
  });

  it('reads blocks in blocks, with their labels', () => {
    const body = readHcl(new Source('main.tf', '/* head */\nresource "a" "b" {\n  count = 1\n  inner { x = 1 }\n  inner { x = 2 }\n}\nlocals {}\n'));
    expect(body?.blocks.map(({ type, labels }) => [type, ...labels])).toEqual([['resource', 'a', 'b'], ['locals']]);
    expect(body?.blocks[0]?.blocks.map(({ attributes }) => attributes.length)).toEqual([1, 1]);
  });

  it.each([['resource "a" {'], ['a = "open'], ['a = <<EOT\nnever closed\n'], ['] ='], ['a = [1, 2']])('gives up on %j', (text) => {
    expect(readHcl(new Source('main.tf', text))).toBe(undefined);
  });

  it('places what a heredoc holds', () => {
    const text = 'a = <<-EOT\n    é: 1\n    kind: NodePool\n  EOT\n';
    const value = readHcl(new Source('main.tf', text))?.attributes[0]?.value;
    if (value?.kind !== 'heredoc') throw new Error('a heredoc was written');
    const start = value.text.text.indexOf('NodePool');
    const { range } = value.text.locate({ start, end: start + 8 });
    expect(text.slice(range.start, range.end)).toBe('NodePool');
  });
});
