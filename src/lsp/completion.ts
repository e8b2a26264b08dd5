import { CompletionItemKind } from 'vscode-languageserver';
import type { CompletionItem } from 'vscode-languageserver';
import { severities } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import { knownValues, wellKnownLabel, wellKnownLabels } from '../karpenter/labels.ts';
import { operators } from '../karpenter/requirements.ts';
import { ruleMetas } from '../linter.ts';
import { schemaIn } from '../schemas/look-up.ts';
import { nodeAt } from '../schemas/node-at.ts';
import { holdsIn } from '../schemas/project.ts';
import type { StructuralNode } from '../schemas/project.ts';
import { schemaTexts } from '../schemas/authored.generated.ts';
import { cursorAt, keysOf, valueOf } from './cursor.ts';
import type { Cursor } from './cursor.ts';

/** What can stand at a place of a Karpenter manifest, or of karplint's own configuration. `minor` is the Karpenter that is linted for. */
export function completionsAt(source: Source, offset: number, minor: string): CompletionItem[] {
  const inComment = ruleIdsInComment(source, offset);
  if (inComment !== undefined) return inComment;
  const cursor = cursorAt(source, offset);
  if (cursor === undefined) return [];
  if (/(?:^|\/)karplint\.ya?ml$/.test(source.file)) return inConfiguration(cursor);
  return cursor.slot === 'value' ? valuesAt(cursor, minor) : keysAt(cursor, minor);
}

function ruleIdsInComment(source: Source, offset: number): CompletionItem[] | undefined {
  const { line, column } = source.positionAt(offset);
  const before = source.lineText(line).slice(0, column - 1);
  return /(?:^|\s)#\s*karplint-(?:disable|enable)[a-z-]*\s[^-]*$/.test(before) ? ruleIds() : undefined;
}

function ruleIds(): CompletionItem[] {
  return ruleMetas.map(({ id, summary, group }) => ({ label: id, kind: CompletionItemKind.Constant, detail: group, documentation: summary }));
}

function inConfiguration({ slot, path }: Cursor): CompletionItem[] {
  const inRules = path.at(slot === 'key' ? -1 : -2) === 'rules';
  if (slot === 'key') return inRules ? ruleIds() : [];
  return inRules || path.at(-1) === 'severity' ? words([...severities, 'off']) : [];
}

function schemaOf({ entries }: Cursor, minor: string): StructuralNode | undefined {
  const apiVersion = valueOf(entries, [], 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return schemaIn({ group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind: valueOf(entries, [], 'kind') ?? '' }, minor);
}

function keysAt(cursor: Cursor, minor: string): CompletionItem[] {
  const schema = schemaOf(cursor, minor);
  const parent = nodeAt(schema, cursor.path);
  const written = keysOf(cursor.entries, cursor.path);
  if (schema === undefined && cursor.path.length === 0) return ['apiVersion', 'kind', 'metadata', 'spec'].filter((key) => !written.has(key)).map(topLevelKey);
  const fields = Object.entries(parent?.properties ?? {}).filter(([name]) => name !== 'status' && !written.has(name));
  const items = fields.map(([name, field]) => fieldItem(name, field, parent?.required?.includes(name) === true));
  return items.length === 0 && cursor.isItem ? wordsFor(cursor, parent, minor) : items;
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

function valuesAt(cursor: Cursor, minor: string): CompletionItem[] {
  const key = cursor.path.at(-1);
  if (cursor.path.length === 1 && key === 'apiVersion') return words([...new Set(served(minor).map(({ group, version }) => `${group}/${version}`))]);
  if (cursor.path.length === 1 && key === 'kind') return words([...new Set(served(minor).map(({ kind }) => kind))]);
  return wordsFor(cursor, nodeAt(schemaOf(cursor, minor), cursor.path), minor);
}

function served(minor: string) {
  return schemaTexts.filter((entry) => entry.group !== '' && holdsIn(entry, minor));
}

function wordsFor({ path, entries }: Cursor, field: StructuralNode | undefined, minor: string): CompletionItem[] {
  const key = path.at(-1);
  const inRequirement = path.includes('requirements');
  if (inRequirement && key === 'key') return labelItems(minor);
  if (inRequirement && key === 'operator') return words(field?.enum ?? operators);
  if (inRequirement && path.includes('values')) return labelValues(valueOf(entries, path.slice(0, path.indexOf('values')), 'key') ?? '', minor);
  if (field?.enum !== undefined) return words(field.enum);
  return field?.type === 'boolean' ? words(['true', 'false']) : [];
}

function labelItems(minor: string): CompletionItem[] {
  return wellKnownLabels
    .filter((label) => holdsIn(label, minor))
    .map(({ key, description }) => ({ label: key, kind: CompletionItemKind.Constant, documentation: description }));
}

function labelValues(key: string, minor: string): CompletionItem[] {
  const form = wellKnownLabel(key, minor)?.value;
  const values = knownValues(key, minor) ?? (form?.form === 'text' ? form.known : undefined) ?? [];
  return words(values.filter((value) => value !== '').map((value) => (/^(?:true|false|[0-9.]+)$/.test(value) ? `"${value}"` : value)));
}

function words(labels: readonly string[]): CompletionItem[] {
  return labels.map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
}
