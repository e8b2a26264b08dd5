import { CelError, CelSyntaxError } from '../cel/errors.ts';
import { goPattern } from '../cel/regex.ts';
import { readManifest } from '../core/manifest.ts';
import { closest } from '../core/did-you-mean.ts';
import type { Path, Resource, Value } from '../core/resource.ts';
import type { Source, SourceRange } from '../core/source.ts';
import { quote } from '../schemas/words.ts';
import { compileRule } from './rules.ts';
import { isMap } from './schema.ts';
import type { CrdSchema, CrdVersion } from './schema.ts';

/** Why a definition cannot be used. */
export interface CrdProblem {
  readonly range: SourceRange;
  readonly message: string;
}

export interface CrdReading {
  readonly versions: readonly CrdVersion[];
  readonly problems: readonly CrdProblem[];
}

/** Reads the CustomResourceDefinitions of a file, in documents or lists; what else is in it is passed over. */
export function readCrds(source: Source): CrdReading {
  const manifest = readManifest(source, { isOurs: (_, kind) => kind === 'CustomResourceDefinition' });
  const reader = new CrdReader();
  const versions = manifest.resources.flatMap((resource) => (resource.kind === 'CustomResourceDefinition' ? reader.read(resource) : []));
  const skipped = manifest.skipped === undefined ? [] : [{ range: { start: 0, end: 0 }, message: `It is ${manifest.skipped}.` }];
  return { versions, problems: [...manifest.problems, ...skipped, ...reader.problems] };
}

const types = ['object', 'array', 'string', 'integer', 'number', 'boolean'];

class CrdReader {
  readonly problems: CrdProblem[] = [];

  read(resource: Resource): CrdVersion[] {
    if (resource.apiVersion !== 'apiextensions.k8s.io/v1') {
      this.#complain(
        resource.at('apiVersion'),
        resource,
        `\`${resource.apiVersion}\` is not the API version of a CustomResourceDefinition that can be used: it must be \`apiextensions.k8s.io/v1\`.`,
      );
      return [];
    }
    const group = this.#text(resource, ['spec', 'group']);
    const kind = this.#text(resource, ['spec', 'names', 'kind']);
    const scope = this.#text(resource, ['spec', 'scope']);
    const versions = resource.at('spec', 'versions')?.items() ?? [];
    if (versions.length === 0) this.#complain(undefined, resource, 'The definition has no `spec.versions`.', ['spec', 'versions']);
    if (group === undefined || kind === undefined || scope === undefined) return [];
    return versions.flatMap((version) => this.#version(version, resource, { group, kind, isNamespaced: scope === 'Namespaced' }));
  }

  #version(value: Value, resource: Resource, names: Pick<CrdVersion, 'group' | 'kind' | 'isNamespaced'>): CrdVersion[] {
    if (value.child('served')?.value === false) return [];
    const version = this.#text(resource, [...value.path, 'name']);
    const root = value.at('schema', 'openAPIV3Schema');
    if (root === undefined || root.node.kind !== 'map') {
      this.#complain(value, resource, 'The version has no `schema.openAPIV3Schema`, so nothing is known of its objects.');
      return [];
    }
    const schema = this.#schema(root, resource);
    const replicas = value.at('subresources', 'scale', 'specReplicasPath')?.text;
    if (version === undefined) return [];
    return [
      {
        ...names,
        version,
        schema,
        hasStatus: value.at('subresources', 'status')?.node.kind === 'map',
        ...(replicas === undefined ? {} : { replicasPath: replicas }),
        keepsUnknown: resource.at('spec', 'preserveUnknownFields')?.value === true,
      },
    ];
  }

  /** The schema as data, after its types, patterns and rules were looked at, each at its own place. */
  #schema(root: Value, resource: Resource): CrdSchema {
    this.#check(root, resource);
    return withoutFlags(root.value) as CrdSchema;
  }

  #check(node: Value, resource: Resource): void {
    const type = node.child('type');
    if (type !== undefined && !types.includes(String(type.value)))
      this.#complain(type, resource, `\`type\` is ${quote(type.value)}, but must be one of ${types.join(', ')}.${suggest(String(type.value))}`);
    this.#checkPattern(node.child('pattern'), resource);
    for (const rule of node.child('x-kubernetes-validations')?.items() ?? []) {
      for (const key of ['rule', 'messageExpression']) this.#checkExpression(rule.child(key), resource);
    }
    for (const part of partsOf(node)) if (part.node.kind === 'map') this.#check(part, resource);
  }

  #checkPattern(at: Value | undefined, resource: Resource): void {
    if (at?.text === undefined) return;
    try {
      goPattern(at.text);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      this.#complain(at, resource, `The pattern ${quote(at.text)} cannot be used: ${error.message}.`);
    }
  }

  #checkExpression(at: Value | undefined, resource: Resource): void {
    if (at?.text === undefined) return;
    try {
      compileRule(at.text);
    } catch (error) {
      if (!(error instanceof CelSyntaxError)) throw error;
      this.#complain(at, resource, `The rule ${quote(at.text)} cannot be used: ${error.message}`);
    }
  }

  #text(resource: Resource, path: Path): string | undefined {
    const value = resource.at(...path);
    if (value?.text !== undefined && value.text !== '') return value.text;
    this.#complain(value, resource, `The definition has no \`${path.filter((step) => typeof step === 'string').join('.')}\`.`, path);
    return undefined;
  }

  #complain(at: Value | undefined, resource: Resource, message: string, path: Path = []): void {
    this.problems.push({ range: (at ?? resource.anchor(...path)).range, message });
  }
}

/** The schemas inside a schema. */
function partsOf(node: Value): Value[] {
  const single = ['items', 'additionalProperties', 'not'].flatMap((key) => node.child(key) ?? []);
  const listed = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => node.child(key)?.items() ?? []);
  const named = (node.child('properties')?.entries() ?? []).map(([, property]) => property);
  return [...single, ...listed, ...named];
}

function suggest(word: string): string {
  const guess = closest(word, types);
  return guess === undefined ? '' : ` Did you mean \`${guess}\`?`;
}

/** `additionalProperties: true` allows any value, and `false` none: neither is a schema. */
function withoutFlags(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutFlags);
  if (!isMap(node)) return node;
  const { properties, additionalProperties, default: value, enum: choices, ...rest } = node;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, withoutFlags(part)])),
    ...(value === undefined ? {} : { default: value }),
    ...(choices === undefined ? {} : { enum: choices }),
    ...(isMap(properties) ? { properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, withoutFlags(part)])) } : {}),
    ...(isMap(additionalProperties) ? { additionalProperties: withoutFlags(additionalProperties) } : {}),
    ...(additionalProperties === true ? { additionalProperties: {} } : {}),
  };
}
