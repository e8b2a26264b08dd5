import type { Resource, Value } from '../core/resource.ts';
import { cloudText, cloudTexts } from './template.ts';

/** A text of a policy with its place. */
export interface PolicyText {
  readonly text: string;
  readonly at: Value;
}

export interface PolicyCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement of a policy. Of a pair such as actions and notActions one is empty. */
export interface Statement {
  readonly at: Value;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly PolicyText[];
  readonly notActions: readonly PolicyText[];
  readonly resources: readonly PolicyText[];
  readonly notResources: readonly PolicyText[];
  readonly principals: readonly string[];
  readonly conditions: readonly PolicyCondition[];
}

export interface Policy {
  readonly name: string;
  /** The object that findings about the policy belong to. */
  readonly holder: Resource;
  readonly statements: readonly Statement[];
}

/** The statements of a policy document in the grammar of IAM. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export function readStatements(document: Value): Statement[] {
  const list = document.at('Statement');
  const statements = list?.node.kind === 'list' ? list.items() : list === undefined ? [] : [list];
  return statements.flatMap((at): Statement[] => {
    const effect = cloudText(at.at('Effect'));
    if (effect !== 'Allow' && effect !== 'Deny') return [];
    return [
      {
        at,
        effect,
        actions: cloudTexts(at.at('Action')),
        notActions: cloudTexts(at.at('NotAction')),
        resources: cloudTexts(at.at('Resource')),
        notResources: cloudTexts(at.at('NotResource')),
        principals: readPrincipals(at.at('Principal')),
        conditions: readConditions(at.at('Condition')),
      },
    ];
  });
}

/** The statements of a Terraform `aws_iam_policy_document`, whose effect is `Allow` unless it says otherwise. */
export function readTerraformStatements(document: Value): Statement[] {
  const list = document.at('statement');
  const written = list?.node.kind === 'list' ? list.items() : list === undefined ? [] : [list];
  // `dynamic "statement"` makes statements of its content, if only where a variable says so.
  const made = blocksOf(document.at('dynamic')).flatMap((block) => blocksOf(block.at('content')));
  const statements = [...written, ...made.filter((content) => content.at('actions') !== undefined || content.at('not_actions') !== undefined)];
  return statements.map((at) => ({
    at,
    effect: cloudText(at.at('effect')) === 'Deny' ? 'Deny' : 'Allow',
    actions: cloudTexts(at.at('actions')),
    notActions: cloudTexts(at.at('not_actions')),
    resources: cloudTexts(at.at('resources')),
    notResources: cloudTexts(at.at('not_resources')),
    principals: blocksOf(at.at('principals')).flatMap((block) => cloudTexts(block.at('identifiers')).map(({ text }) => text)),
    conditions: blocksOf(at.at('condition')).map((block) => ({
      operator: cloudText(block.at('test')) ?? '',
      key: cloudText(block.at('variable')) ?? '',
      values: cloudTexts(block.at('values')).map(({ text }) => text),
    })),
  }));
}

/** True where a statement speaks of an action, by a pattern or by leaving it out of `NotAction`. */
export function speaksOf({ actions, notActions }: Statement, action: string): boolean {
  if (notActions.length > 0) return !notActions.some(({ text }) => matchesPattern(text, action));
  return actions.some(({ text }) => matchesPattern(text, action));
}

/** IAM's wildcards: `*` for any text and `?` for one character; actions know no case. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(text);
}

function blocksOf(value: Value | undefined): Value[] {
  if (value === undefined) return [];
  return value.node.kind === 'list' ? value.items() : [value];
}

function readPrincipals(value: Value | undefined): string[] {
  if (value === undefined) return [];
  const own = cloudText(value);
  return own === undefined ? value.entries().flatMap(([, names]) => cloudTexts(names).map(({ text }) => text)) : [own];
}

function readConditions(value: Value | undefined): PolicyCondition[] {
  return (value?.entries() ?? []).flatMap(([operator, keys]) =>
    keys.entries().map(([key, values]) => ({ operator, key, values: cloudTexts(values).map(({ text }) => text) })),
  );
}
