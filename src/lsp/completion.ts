import { CompletionItemKind } from 'vscode-languageserver';
import type { CompletionItem } from 'vscode-languageserver';
import type { Catalog } from '../catalog/catalog.ts';
import { isInstanceLabel } from '../catalog/label-columns.ts';
import { severities } from '../core/finding.ts';
import type { RuleMeta } from '../core/rule.ts';
import type { Source } from '../core/source.ts';
import { normalizeLabel } from '../karpenter/label-aliases.ts';
import { knownValues, wellKnownLabel, wellKnownLabels } from '../karpenter/labels.ts';
import { operators } from '../karpenter/requirements.ts';
import { schemaIn } from '../schemas/look-up.ts';
import { nodeAt } from '../schemas/node-at.ts';
import { holdsIn } from '../schemas/project.ts';
import type { StructuralNode } from '../schemas/project.ts';
import { schemaTexts } from '../schemas/authored.generated.ts';
import { cursorAt, keysOf, valueOf } from './cursor.ts';
import type { Cursor } from './cursor.ts';

/** What completions may be told from: the Karpenter that is linted for, its rules, and the catalogue where the host has one. */
export interface CompletionFacts {
  readonly minor: string;
  readonly catalog: () => Catalog | undefined;
  /** By id. */
  readonly rules: ReadonlyMap<string, RuleMeta>;
}

/** What can stand at a place of a Karpenter manifest, or of karplint's own configuration. */
export function completionsAt(source: Source, offset: number, facts: CompletionFacts): CompletionItem[] {
  const inComment = ruleIdsInComment(source, offset, facts);
  if (inComment !== undefined) return inComment;
  const cursor = cursorAt(source, offset);
  if (cursor === undefined) return [];
  if (/(?:^|\/)karplint\.ya?ml$/.test(source.file)) return inConfiguration(cursor, facts);
  return cursor.slot === 'value' ? valuesAt(cursor, facts) : keysAt(cursor, facts);
}

function ruleIdsInComment(source: Source, offset: number, facts: CompletionFacts): CompletionItem[] | undefined {
  const { line, column } = source.positionAt(offset);
  const before = source.lineText(line).slice(0, column - 1);
  return /(?:^|\s)#\s*karplint-(?:disable|enable)[a-z-]*\s(?!.*--)/.test(before) ? ruleIds(facts) : undefined;
}

function ruleIds({ rules }: CompletionFacts): CompletionItem[] {
  return [...rules.values()].map(({ id, summary, group }) => ({ label: id, kind: CompletionItemKind.Constant, detail: group, documentation: summary }));
}

function inConfiguration({ slot, path }: Cursor, facts: CompletionFacts): CompletionItem[] {
  const inRules = path.at(slot === 'key' ? -1 : -2) === 'rules';
  if (slot === 'key') return inRules ? ruleIds(facts) : [];
  return inRules || path.at(-1) === 'severity' ? words([...severities, 'off']) : [];
}

function schemaOf({ entries }: Cursor, minor: string): StructuralNode | undefined {
  const apiVersion = valueOf(entries, [], 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return schemaIn({ group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind: valueOf(entries, [], 'kind') ?? '' }, minor);
}

function keysAt(cursor: Cursor, facts: CompletionFacts): CompletionItem[] {
  const schema = schemaOf(cursor, facts.minor);
  const parent = nodeAt(schema, cursor.path);
  const written = keysOf(cursor.entries, cursor.path);
  if (schema === undefined && cursor.path.length === 0) return ['apiVersion', 'kind', 'metadata', 'spec'].filter((key) => !written.has(key)).map(topLevelKey);
  const fields = Object.entries(parent?.properties ?? {}).filter(([name]) => name !== 'status' && !written.has(name));
  const items = fields.map(([name, field]) => fieldItem(name, field, parent?.required?.includes(name) === true));
  return items.length === 0 && cursor.isItem ? wordsFor(cursor, parent, facts) : items;
}

function topLevelKey(label: string): CompletionItem {
  return { label, kind: CompletionItemKind.Property, insertText: `${label}: ` };
}

function fieldItem(label: string, field: StructuralNode, isRequired: boolean): CompletionItem {
  const isBlock = field.type === 'object' || field.type === 'array';
  return {
    label,
    kind: CompletionItemKind.Property,
    detail: isRequired ? 'required' : typeName(field),
    documentation: field.description,
    insertText: isBlock ? `${label}:` : `${label}: `,
    sortText: `${isRequired ? 0 : 1}${label}`,
  };
}

function typeName(field: StructuralNode): string {
  if (field['x-kubernetes-int-or-string'] === true) return 'number or text';
  return { object: 'map', array: 'list', string: 'text', integer: 'whole number', boolean: 'true or false' }[field.type ?? 'string'];
}

function valuesAt(cursor: Cursor, facts: CompletionFacts): CompletionItem[] {
  const { minor } = facts;
  const key = cursor.path.at(-1);
  if (cursor.path.length === 1 && key === 'apiVersion') return words([...new Set(served(minor).map(({ group, version }) => `${group}/${version}`))]);
  if (cursor.path.length === 1 && key === 'kind') return words([...new Set(served(minor).map(({ kind }) => kind))]);
  return wordsFor(cursor, nodeAt(schemaOf(cursor, minor), cursor.path), facts);
}

function served(minor: string) {
  return schemaTexts.filter((entry) => entry.group !== '' && holdsIn(entry, minor));
}

function wordsFor({ path, entries }: Cursor, field: StructuralNode | undefined, facts: CompletionFacts): CompletionItem[] {
  const key = path.at(-1);
  const inRequirement = path.includes('requirements');
  if (inRequirement && key === 'key') return labelItems(facts.minor);
  if (inRequirement && key === 'operator') return words(field?.enum ?? operators);
  if (inRequirement && path.includes('values')) return labelValues(valueOf(entries, path.slice(0, path.indexOf('values')), 'key') ?? '', facts);
  if (field?.enum !== undefined) return words(field.enum);
  return field?.type === 'boolean' ? words(['true', 'false']) : [];
}

function labelItems(minor: string): CompletionItem[] {
  return wellKnownLabels
    .filter((label) => holdsIn(label, minor))
    .map(({ key, description }) => ({ label: key, kind: CompletionItemKind.Constant, documentation: description }));
}

function labelValues(key: string, { minor, catalog }: CompletionFacts): CompletionItem[] {
  const name = normalizeLabel(key);
  const form = wellKnownLabel(name, minor)?.value;
  const values = knownValues(name, minor) ?? (isInstanceLabel(name) ? valuesInCatalog(name, catalog()) : form?.form === 'text' ? form.known : undefined) ?? [];
  return words(values.filter((value) => value !== '').map((value) => (/^(?:true|false|[0-9.]+)$/.test(value) ? `"${value}"` : value)));
}

/** Sorted, numbers by their size. */
function valuesInCatalog(key: string, catalog: Catalog | undefined): string[] {
  const values = new Set(catalog?.types.flatMap((type) => type.label(key) ?? []));
  return [...values].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
}

function words(labels: readonly string[]): CompletionItem[] {
  return labels.map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
}
