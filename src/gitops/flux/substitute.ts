import type { Node, ScalarNode } from '../../core/node.ts';
import { readYaml } from '../../core/read-yaml.ts';
import { resolvePlain } from '../../core/scalar.ts';
import { mapScalars } from '../nodes.ts';

/** What `postBuild` fills in. */
export interface Variables {
  readonly values: ReadonlyMap<string, string>;
  /** False where some come from an object that is not in the repository, such as a Secret. */
  readonly areAllKnown: boolean;
}

/**
 * Fills in `${var}` as Flux does: a default where there is no value, nothing where there is neither. What cannot be known
 * stays a placeholder. https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function substitute(node: Node, variables: Variables): Node {
  return mapScalars(node, (scalar) => (scalar.text.includes('${') ? fillIn(scalar, variables) : scalar));
}

function fillIn(scalar: ScalarNode, variables: Variables): Node {
  const text = scalar.text.replace(pattern, (whole: string, ...groups: (string | undefined)[]) => {
    const [dollar, name = '', operator, otherwise = ''] = groups;
    return dollar === '$' ? whole : (valueOf(name, { operator, otherwise }, variables) ?? whole);
  });
  if (text === scalar.text) return scalar;
  if (scalar.style !== 'plain') return { ...scalar, text, value: text };
  return (/^\s*[[{]/.test(text) ? collection(text, scalar) : undefined) ?? { ...scalar, text, value: resolvePlain(text) };
}

const pattern = /(\$?)\$\{([_A-Za-z][_A-Za-z0-9]*)(?:(:=|:-|=|-)([^}]*))?\}/g;

interface Expression {
  readonly operator: string | undefined;
  readonly otherwise: string;
}

function valueOf(name: string, { operator, otherwise }: Expression, { values, areAllKnown }: Variables): string | undefined {
  const value = values.get(name);
  if (value !== undefined && (value !== '' || operator?.startsWith(':') !== true)) return value;
  if (!areAllKnown) return undefined;
  return operator === undefined ? '' : otherwise;
}

/** Flux fills in text before it reads YAML, so a list or a map may come of it. Its parts stand where the variable stands. */
function collection(text: string, { start, end }: ScalarNode): Node | undefined {
  const { root, problems } = readYaml(text);
  if (root === undefined || problems.length > 0 || root.kind === 'scalar') return undefined;
  const place = (node: Node): Node => {
    if (node.kind === 'scalar') return { ...node, start, end };
    if (node.kind === 'list') return { ...node, start, end, items: node.items.map(place) };
    return { ...node, start, end, entries: node.entries.map(({ key, keyNode, value }) => ({ key, keyNode: { ...keyNode, start, end }, value: place(value) })) };
  };
  return place(root);
}
