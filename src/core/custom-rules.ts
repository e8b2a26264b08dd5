import { closest } from './did-you-mean.ts';
import { groups, severities } from './finding.ts';
import type { Path } from './resource.ts';
import type { Value } from './resource.ts';
import type { RuleMeta } from './rule.ts';
import type { SourceRange } from './source.ts';

/** An expression as it is written, with its place in the configuration. */
export interface WrittenExpression {
  readonly text: string;
  readonly range: SourceRange;
}

/** A rule that a configuration defines; its expression is true for objects that are fine. */
export interface CustomRule extends RuleMeta {
  readonly expression: WrittenExpression;
  readonly message: string | undefined;
  /** Makes the message where it has a value. */
  readonly messageExpression: WrittenExpression | undefined;
  readonly help: string | undefined;
  /** What a finding points at, from the root of the object. */
  readonly fieldPath: Path;
}

/** What a custom rule must know of the rules and kinds that there are. */
export interface KnownNames {
  readonly rules: ReadonlyMap<string, RuleMeta>;
  /** Kinds that need no group to be known by. */
  readonly kinds: readonly string[];
}

interface Complaint {
  readonly range: SourceRange;
  readonly message: string;
}

export interface CustomRulesReading {
  readonly rules: readonly CustomRule[];
  readonly problems: readonly Complaint[];
}

/** Reads `customRules`, a map from ids to rules; every mistake with its place. Expressions are read elsewhere. */
export function readCustomRules(map: Value | undefined, known: KnownNames): CustomRulesReading {
  if (map === undefined || map.isNull) return { rules: [], problems: [] };
  const reader = new CustomRulesReader(known);
  return { rules: reader.read(map), problems: reader.problems };
}

const texts = ['expression', 'message', 'messageExpression', 'help', 'docs', 'severity', 'group', 'fieldPath'] as const;
type TextKey = (typeof texts)[number];
const keys: readonly string[] = ['kinds', 'apiVersions', ...texts];
const ownGroups = groups.filter((group) => group !== 'validity');

class CustomRulesReader {
  readonly problems: Complaint[] = [];
  readonly #known: KnownNames;

  constructor(known: KnownNames) {
    this.#known = known;
  }

  read(map: Value): CustomRule[] {
    if (map.node.kind !== 'map') this.#complain(map, '`customRules` is a map from rule ids to rules.');
    return map.entries().flatMap(([id, value]) => this.#rule(id, value));
  }

  #rule(id: string, value: Value): CustomRule[] {
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
      this.#complain(value.keyPlace, `\`${id}\` is not a rule id: write lower-case words with \`-\` between them.`);
    if (this.#known.rules.has(id)) this.#complain(value.keyPlace, `\`${id}\` is a rule of karplint; give yours another id.`);
    if (value.node.kind !== 'map') {
      this.#complain(value, `\`${id}\` is a map with \`kinds\`, \`expression\` and \`message\`.`);
      return [];
    }
    for (const [key, entry] of value.entries())
      if (!keys.includes(key)) this.#complain(entry.keyPlace, `\`${key}\` is not a key of a custom rule.${suggest(key, keys)}`);
    const expression = this.#expression(value, 'expression');
    const message = this.#text(value, 'message');
    const messageExpression = this.#expression(value, 'messageExpression');
    if (message === undefined && messageExpression === undefined)
      this.#complain(value.keyPlace, `\`${id}\` has no \`message\`: say what is wrong, in one sentence.`);
    if (expression === undefined) {
      this.#complain(value.keyPlace, `\`${id}\` has no \`expression\`: say in CEL what is true of an object that is fine.`);
      return [];
    }
    return [{ ...this.#meta(id, value, message), expression, message, messageExpression, help: this.#text(value, 'help'), fieldPath: this.#fieldPath(value) }];
  }

  #meta(id: string, value: Value, message: string | undefined): RuleMeta {
    const docs = this.#text(value, 'docs');
    if (docs !== undefined && !/^https?:\/\/\S+$/.test(docs))
      this.#complain(value.child('docs') ?? value, '`docs` is the address of a page, such as `https://example.com/rules`.');
    const apiVersions = value.child('apiVersions');
    return {
      id,
      group: this.#choice(value.child('group'), ownGroups) ?? 'correctness',
      severity: this.#choice(value.child('severity'), severities) ?? 'improvement',
      preset: 'essential',
      kinds: this.#kinds(id, value),
      ...(apiVersions === undefined ? {} : { apiVersions: this.#words(apiVersions) }),
      summary: message ?? `A rule of your own: ${id}.`,
      references: docs === undefined ? [] : [docs],
    };
  }

  #kinds(id: string, value: Value): string[] {
    const list = value.child('kinds');
    const kinds = list === undefined ? [] : this.#words(list);
    if (kinds.length === 0) this.#complain(list ?? value.keyPlace, `\`${id}\` has no \`kinds\`: name those that it looks at, such as \`NodePool\`.`);
    for (const [index, kind] of kinds.entries()) {
      if (kind.includes('/') || this.#known.kinds.includes(kind)) continue;
      const guess = suggest(kind, this.#known.kinds);
      this.#complain(
        list?.child(index) ?? value,
        `\`${kind}\` is no kind that karplint knows by its name alone.${guess || ` Write it with its group: \`example.com/${kind}\`.`}`,
      );
    }
    return kinds;
  }

  #words(list: Value): string[] {
    if (list.node.kind !== 'list') this.#complain(list, `\`${String(list.path.at(-1))}\` is a list.`);
    return list
      .items()
      .flatMap((item) => (item.node.kind === 'scalar' && item.node.text !== '' ? [item.node.text] : this.#complain(item, 'Expected a word here.')));
  }

  #text(value: Value, key: TextKey): string | undefined {
    const entry = value.child(key);
    if (entry === undefined) return undefined;
    if (entry.node.kind === 'scalar' && entry.node.text.trim() !== '') return entry.node.text.trim();
    this.#complain(entry, `\`${key}\` is text.`);
    return undefined;
  }

  #expression(value: Value, key: TextKey): WrittenExpression | undefined {
    const text = this.#text(value, key);
    const entry = value.child(key);
    return text === undefined || entry === undefined ? undefined : { text, range: entry.range };
  }

  #choice<T extends string>(entry: Value | undefined, choices: readonly T[]): T | undefined {
    if (entry === undefined) return undefined;
    const word = entry.node.kind === 'scalar' ? entry.node.text : '';
    const choice = choices.find((candidate) => candidate === word);
    if (choice === undefined) this.#complain(entry, `\`${word}\` is none of ${choices.map((name) => `\`${name}\``).join(', ')}.${suggest(word, choices)}`);
    return choice;
  }

  #fieldPath(value: Value): Path {
    const text = this.#text(value, 'fieldPath');
    const path = text === undefined ? [] : parseFieldPath(text);
    if (path === undefined)
      this.#complain(value.child('fieldPath') ?? value, `\`${text ?? ''}\` is not a path such as \`.spec.template\` or \`.metadata.labels['team']\`.`);
    return path ?? [];
  }

  #complain(at: { readonly range: SourceRange }, message: string): [] {
    this.problems.push({ range: at.range, message });
    return [];
  }
}

/** The steps of `.spec.requirements[0].key` or `.metadata.labels['example.com/team']`; undefined for text that is no path. */
function parseFieldPath(text: string): Path | undefined {
  const step = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/y;
  const path: (string | number)[] = [];
  while (step.lastIndex < text.length) {
    const [, name, index, quoted] = step.exec(text) ?? [undefined];
    if (name !== undefined) path.push(name);
    else if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(quoted.replace(/\\(.)/g, '$1'));
    else return undefined;
  }
  return path;
}

function suggest(word: string, candidates: readonly string[]): string {
  const guess = closest(word, candidates);
  return guess === undefined ? '' : ` Did you mean \`${guess}\`?`;
}
