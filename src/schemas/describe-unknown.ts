import { closest } from '../core/did-you-mean.ts';
import type { Path } from '../core/resource.ts';
import type { Sentence } from './describe.ts';
import { schemaIn } from './look-up.ts';
import { nodeAt } from './node-at.ts';
import { otherMinors } from './other-minors.ts';
import type { ObjectKind } from './served.ts';
import { choose, spell } from './words.ts';

/** kubectl asks the API server to be strict; others, such as Helm, let it drop the field. https://kubernetes.io/docs/reference/using-api/api-concepts/#setting-the-field-validation-level */
export const whatHappens = 'kubectl refuses it, and clients that are less strict lose it silently';

/** Says that a field is not there, and what was probably meant: another Karpenter, another spelling, another place. */
export function describeUnknown(path: Path, kind: ObjectKind, minor: string): Sentence {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const place = parent.length === 0 ? `\`${kind.kind}\`` : `\`${spell(parent)}\``;
  const other = path[0] === 'metadata' ? undefined : otherMinors(kind, (root) => nodeAt(root, path) !== undefined);
  if (other !== undefined) {
    return {
      message: `\`${key}\` is a field of ${place} only ${other}: with Karpenter ${minor} ${whatHappens}.`,
      help: 'Remove it, or name the Karpenter that you run with `--karpenter-version`.',
    };
  }
  const help = guessField(key, parent, schemaIn(kind, minor));
  const message = `\`${key}\` is not a field of ${place}: ${whatHappens}.`;
  return help === undefined ? { message } : { message, help };
}

/** The parts of a schema that say where fields are. */
export interface FieldTree {
  readonly items?: FieldTree;
  readonly additionalProperties?: FieldTree;
  readonly properties?: Readonly<Record<string, FieldTree>>;
}

/** What somebody meant by a key that is not there: another spelling, another place, or one of a few fields. */
export function guessField(key: string, parent: Path, root: FieldTree | undefined): string | undefined {
  const siblings = Object.keys(nodeAt(root, parent)?.properties ?? {});
  const similar = closest(key, siblings);
  if (similar !== undefined) return `Did you mean \`${similar}\`?`;
  // Nobody means the items of another list: `operator` in a taint comes from a toleration, and not from `requirements`.
  const isInList = typeof parent.at(-1) === 'number';
  const homes = root === undefined || isInList ? [] : findHomes(root, key).filter((home) => !/^(?:status|metadata)(?:\.|$)/.test(home));
  const nearest = nearestHome(homes, spell(parent.filter((step) => typeof step === 'string')));
  if (nearest !== undefined) return `It belongs under \`${nearest}\`.`;
  return siblings.length > 1 && siblings.length <= 8 ? `The fields here are ${choose(siblings, 'and')}.` : undefined;
}

/** The paths, list positions left out, of the objects that have a field of this name. */
function findHomes(node: FieldTree, key: string, path: Path = []): string[] {
  const own = node.properties !== undefined && Object.hasOwn(node.properties, key) ? [spell(path)] : [];
  const children = Object.entries(node.properties ?? {}).flatMap(([name, child]) => findHomes(child, key, [...path, name]));
  return [...own, ...children, ...(node.items === undefined ? [] : findHomes(node.items, key, path))];
}

/** A name that many objects have says nothing; of a few, the one nearest to where it was written. */
function nearestHome(homes: readonly string[], written: string): string | undefined {
  const inside = homes.filter((home) => home !== '' && home !== written);
  if (inside.length > 3) return undefined;
  return inside.sort((a, b) => sharedLength(b, written) - sharedLength(a, written))[0];
}

function sharedLength(a: string, b: string): number {
  const [stepsA, stepsB] = [a.split('.'), b.split('.')];
  const differs = stepsA.findIndex((step, index) => step !== stepsB[index]);
  return differs < 0 ? stepsA.length : differs;
}
