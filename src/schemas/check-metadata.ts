import { utf8Length } from '../core/utf8-length.ts';
import type { LayerProblem } from '../core/layer-check.ts';
import { hasPlaceholder } from '../core/resource.ts';
import type { Path, Resource, Value } from '../core/resource.ts';
import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from './kubernetes-names.ts';
import { labelValueMessage, qualifiedNameMessage, subdomainMessage } from './name-messages.ts';
import { articled, quote, shortName, spell } from './words.ts';

/**
 * The syntax of names, labels, annotations and bookkeeping in the metadata of an object that is created; what is not text is left to
 * the schema. Source: ValidateObjectMetaAccessor in k8s.io/apimachinery pkg/api/validation.
 */
export function metadataChecks(isNamespaced: boolean): readonly ((resource: Resource) => Iterable<LayerProblem>)[] {
  return [checkName, ...(isNamespaced ? [checkNamespace] : []), checkLabels, checkAnnotations, checkFinalizers, checkOwners, checkManagers];
}

export function* checkMetadata(resource: Resource, isNamespaced: boolean): Iterable<LayerProblem> {
  for (const check of metadataChecks(isNamespaced)) yield* check(resource);
}

function* checkNamespace(resource: Resource): Iterable<LayerProblem> {
  const namespace = known(resource.at('metadata', 'namespace'));
  if (namespace === undefined || isDnsLabel(namespace.text)) return;
  yield refuse(namespace.value, `${subject(namespace)}, but a namespace is at most 63 lower-case letters, digits and inner \`-\`.`);
}

interface KnownText {
  readonly value: Value;
  readonly text: string;
}

/** A text that is all written out; the empty text counts as absent. */
function known(value: Value | undefined): KnownText | undefined {
  const text = value?.text;
  return value === undefined || text === undefined || text === '' || hasPlaceholder(text) ? undefined : { value, text };
}

function subject({ value, text }: KnownText): string {
  return `\`${shortName(value.path)}\` is ${quote(text)}`;
}

function refuse(at: Value, message: string, extra: { readonly help?: string; readonly serverMessage?: string } = {}): LayerProblem {
  return { rule: 'api-rejected', at, message, ...extra };
}

/** The server names the map of a label, not its key. */
function invalid(field: string, text: string, words: string): string {
  return `metadata.${field}: Invalid value: ${JSON.stringify(text)}: ${words}`;
}

const nameRule = 'at most 253 lower-case letters, digits, inner `-` and `.`';

function* checkName(resource: Resource): Iterable<LayerProblem> {
  const [name, prefix] = [resource.at('metadata', 'name'), resource.at('metadata', 'generateName')];
  const knownPrefix = known(prefix);
  if (knownPrefix !== undefined && !isDnsSubdomain(withoutTrailingDash(knownPrefix.text))) {
    yield refuse(knownPrefix.value, `${subject(knownPrefix)}, but a name begins with ${nameRule}.`, {
      serverMessage: invalid('generateName', knownPrefix.text, subdomainMessage(knownPrefix.text)),
    });
  }
  if (isEmpty(name) && isEmpty(prefix)) {
    const path: Path = ['metadata', 'name'];
    yield {
      rule: 'api-rejected',
      at: name === undefined || name.isNull ? resource.anchor(...path) : name,
      message: `\`metadata.name\` is required: the API server refuses ${articled(resource.kind)} without a name.`,
      help: 'Add `name` to `metadata`.',
      serverMessage: 'metadata.name: Required value: name or generateName is required',
    };
  }
  const knownName = known(name);
  if (knownName !== undefined && !isDnsSubdomain(knownName.text)) {
    yield refuse(knownName.value, `${subject(knownName)}, but a name is ${nameRule}.`, {
      serverMessage: invalid('name', knownName.text, subdomainMessage(knownName.text)),
    });
  }
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value.isNull || value.text === '';
}

/** A prefix may end with the dash that the generated part follows. */
function withoutTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

const keyRule = 'a key is at most 63 letters, digits, inner `-`, `_` and `.`, after an optional `domain/`';

function* checkLabels(resource: Resource): Iterable<LayerProblem> {
  for (const [key, value] of resource.at('metadata', 'labels')?.entries() ?? []) {
    if (!hasPlaceholder(key) && !isQualifiedName(key)) yield badKey(key, value, 'labels');
    const label = known(value);
    if (label !== undefined && !isLabelValue(label.text)) {
      const message = `The label \`${key}\` is ${quote(label.text)}, but a label's value is at most 63 letters, digits, inner \`-\`, \`_\` and \`.\`.`;
      yield refuse(value, message, { serverMessage: invalid('labels', label.text, labelValueMessage(label.text)) });
    }
  }
}

function badKey(key: string, value: Value, field: 'labels' | 'annotations'): LayerProblem {
  const noun = field === 'labels' ? 'a label' : 'an annotation';
  const checked = field === 'labels' ? key : key.toLowerCase();
  const message = `${quote(key)} cannot be the key of ${noun}: ${keyRule}.`;
  return { rule: 'api-rejected', at: value.keyPlace, message, serverMessage: invalid(field, key, qualifiedNameMessage(checked)) };
}

const largestAnnotations = 256 * 1024;

function* checkAnnotations(resource: Resource): Iterable<LayerProblem> {
  const annotations = resource.at('metadata', 'annotations');
  let size = 0;
  for (const [key, value] of annotations?.entries() ?? []) {
    if (!hasPlaceholder(key) && !isQualifiedName(key.toLowerCase())) yield badKey(key, value, 'annotations');
    size += utf8Length(key) + utf8Length(value.text ?? '');
  }
  if (annotations === undefined || size <= largestAnnotations) return;
  const message = `The annotations hold ${size} bytes, but may hold at most ${largestAnnotations} in all.`;
  yield { ...refuse(annotations, message), serverMessage: `metadata.annotations: Too long: may not be more than ${largestAnnotations} bytes` };
}

function* checkFinalizers(resource: Resource): Iterable<LayerProblem> {
  const finalizers = resource.at('metadata', 'finalizers')?.items() ?? [];
  for (const item of finalizers) {
    if (item.isNull || item.text === '') yield refuse(item, `\`${shortName(item.path)}\` is empty, but a finalizer needs a name.`);
    const finalizer = known(item);
    if (finalizer !== undefined && !isQualifiedName(finalizer.text)) {
      yield refuse(item, `${subject(finalizer)}, but a finalizer is written like a label's key.`, { help: 'Write it as `domain/name`.' });
    }
  }
  const names = finalizers.map(({ text }) => text);
  const foreground = finalizers[names.indexOf('foregroundDeletion')];
  if (foreground !== undefined && names.includes('orphan')) {
    yield refuse(foreground, 'The finalizers `foregroundDeletion` and `orphan` contradict each other; the API server refuses both together.');
  }
}

function* checkOwners(resource: Resource): Iterable<LayerProblem> {
  const owners = resource.at('metadata', 'ownerReferences')?.items() ?? [];
  for (const owner of owners) {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) if (lacks(owner, field)) yield missingOf(owner, field, resource);
    if (['v1', '/v1'].includes(owner.child('apiVersion')?.text ?? '') && owner.child('kind')?.text === 'Event')
      yield refuse(owner, 'An `Event` cannot own other objects.');
  }
  const [, second] = owners.map((owner) => owner.child('controller')).filter((controller) => controller?.value === true);
  if (second !== undefined) yield refuse(second, 'Only one owner may be the `controller` of an object.');
}

/** True where an owner has no such text; an apiVersion needs a version after its only slash. */
function lacks(owner: Value, field: string): boolean {
  const value = owner.child(field);
  return isEmpty(value) || (field === 'apiVersion' && value?.isUnknown === false && /\/(?:$|.*\/)/.test(value.text ?? ''));
}

function missingOf(owner: Value, field: string, resource: Resource): LayerProblem {
  const value = owner.child(field);
  const at = value === undefined || value.isNull ? resource.anchor(...owner.path, field) : value;
  return { rule: 'api-rejected', at, message: `\`${spell([...owner.path, field])}\` is required: an owner is named by apiVersion, kind, name and uid.` };
}

function* checkManagers(resource: Resource): Iterable<LayerProblem> {
  for (const entry of resource.at('metadata', 'managedFields')?.items() ?? []) {
    const operation = entry.child('operation');
    const isOther = operation?.text !== undefined && !operation.isUnknown && !['Apply', 'Update'].includes(operation.text);
    if (isOther || isEmpty(operation)) {
      const at = operation === undefined || operation.isNull ? resource.anchor(...entry.path, 'operation') : operation;
      const help = 'Remove `managedFields`: the API server keeps it by itself.';
      yield { rule: 'api-rejected', at, message: `\`${spell([...entry.path, 'operation'])}\` must be \`Apply\` or \`Update\`.`, help };
    }
    const format = known(entry.child('fieldsType'));
    if (format !== undefined && format.text !== 'FieldsV1') yield refuse(format.value, `${subject(format)}, but must be \`FieldsV1\`.`);
    yield* checkLengths(entry);
    const manager = known(entry.child('manager'));
    if (manager !== undefined && !isPrintable(manager.text)) yield refuse(manager.value, '`manager` holds a character that cannot be printed.');
  }
}

/** Properties of Unicode are much to compile, so that this is no constant. */
function isPrintable(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text);
}

function* checkLengths(entry: Value): Iterable<LayerProblem> {
  for (const [name, limit] of [
    ['manager', 128],
    ['subresource', 256],
  ] as const) {
    const field = known(entry.child(name));
    if (field !== undefined && utf8Length(field.text) > limit) yield refuse(field.value, `\`${name}\` may have at most ${limit} bytes.`);
  }
}
