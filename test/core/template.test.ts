import { describe, expect, it } from 'vitest';
import { templateReason } from '../../src/core/template.ts';

describe('templateReason', () => {
  it.each([
    ['{{- if .Values.enabled }}', 'helm template', true],
    ['%{ for name in names ~}', 'Terraform', true],
    ['%{~ if a }', 'Terraform', true],
    ['{% if a %}', 'a template', true],
    ['<% a %>', 'a template', true],
    ['a: ${B}: c', '`${…}`', false],
    ['a: $(B): c', '`${…}`', false],
  ])('%j needs rendering', (text, part, wholeFile) => {
    const found = templateReason(text);
    expect(found?.reason).toContain(part);
    expect(found?.wholeFile).toBe(wholeFile);
  });

  it.each(['a: [', 'a: 50%\nb: {', 'a: { b: { c: 1 } }', 'a: $5'])('%j is no template', (text) => {
    expect(templateReason(text)).toBeUndefined();
  });
});
