import { hasFormat } from '../cel/text-formats.ts';
import { matchesSomewhere } from '../cel/regex.ts';
import type { Path } from '../core/resource.ts';
import { hasPlaceholder } from '../core/resource.ts';
import { isMap } from './schema.ts';
import type { CrdSchema, JsonMap } from './schema.ts';
import type { CrdKeyword, CrdViolation } from './violation.ts';

/**
 * What a structural schema says of a value that was prepared. One value gets one complaint of a kind; what a placeholder fills in
 * later gets none. Source: k8s.io/kube-openapi pkg/validation/validate.
 */
export function validateValue(schema: CrdSchema, data: unknown, path: Path): CrdViolation[] {
  if (typeof data === 'string' && hasPlaceholder(data)) return [];
  const mistype = checkType(schema, data, path);
  if (mistype !== undefined) return [mistype, ...validateInside(schema, data, path)];
  if (data === null) return checkEnum(schema, data, path);
  return [
    ...checkScalar(schema, data, path),
    ...checkEnum(schema, data, path),
    ...checkCombinations(schema, data, path),
    ...validateInside(schema, data, path),
  ];
}

function violation(path: Path, keyword: CrdKeyword, params: CrdViolation['params'] = {}): CrdViolation {
  return { path, keyword, params };
}

function limit(path: Path, keyword: CrdKeyword, bound: number): CrdViolation {
  return violation(path, keyword, { limit: bound });
}

/** The JSON type of a value; a whole number is an integer as long as it fits in 64 bits. */
function typeOf(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'array';
  if (typeof data === 'number') return Number.isInteger(data) && data >= -(2 ** 63) && data < 2 ** 63 ? 'integer' : 'number';
  return typeof data;
}

/** A fraction that passes for a whole number. Source: IsFloat64AJSONInteger of github.com/go-openapi/swag. */
function isNearlyWhole(data: number): boolean {
  const rounded = Math.round(data);
  return Math.abs(data) <= Number.MAX_SAFE_INTEGER && (data === rounded || Math.abs(data - rounded) < 1e-9 * Math.abs(rounded));
}

function checkType(schema: CrdSchema, data: unknown, path: Path): CrdViolation | undefined {
  const wanted = wantedTypes(schema);
  const format = knownFormat(schema);
  if (wanted.length === 0 && format === undefined) return undefined;
  const type = wanted.join(',');
  if (data === null) return wanted.length > 0 && schema.nullable !== true ? violation(path, 'type', { type }) : undefined;
  const isNumeric = wanted.includes('integer') || wanted.includes('number');
  // A format keeps the API server from looking at the type of a list.
  const isFree = format !== undefined && !isNumeric && (typeof data === 'string' || Array.isArray(data));
  return isFree || isOneOf(wanted, data) ? undefined : violation(path, 'type', { type: format ?? type });
}

function wantedTypes(schema: CrdSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined ? [] : [schema.type];
}

function isOneOf(types: readonly string[], data: unknown): boolean {
  const found = typeOf(data);
  if (types.includes(found)) return true;
  if (found === 'integer') return types.includes('number');
  return typeof data === 'number' && types.includes('integer') && isNearlyWhole(data);
}

/** The format where the API server knows it; it ignores any other. */
function knownFormat({ format }: CrdSchema): string | undefined {
  return format !== undefined && hasFormat('', format) !== undefined ? format : undefined;
}

function checkScalar(schema: CrdSchema, data: unknown, path: Path): CrdViolation[] {
  if (typeof data === 'number') return checkNumber(schema, data, path);
  return typeof data === 'string' ? checkText(schema, data, path) : [];
}

function checkText(schema: CrdSchema, text: string, path: Path): CrdViolation[] {
  const { minLength, maxLength, pattern } = schema;
  const format = knownFormat(schema);
  const misformed = format !== undefined && hasFormat(text, format) === false ? [violation(path, 'type', { type: format })] : [];
  const length = [...text].length;
  if (maxLength !== undefined && length > maxLength) return [limit(path, 'maxLength', maxLength), ...misformed];
  if (minLength !== undefined && length < minLength) return [limit(path, 'minLength', minLength), ...misformed];
  if (pattern !== undefined && pattern !== '' && !matchesSomewhere(text, pattern)) return [violation(path, 'pattern', { pattern }), ...misformed];
  return misformed;
}

function checkNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: CrdSchema, data: number, path: Path): CrdViolation[] {
  const isWhole = typeOf(data) === 'integer';
  // The bounds of a whole number lose their fractions.
  const bound = (value: number) => (isWhole ? Math.trunc(value) : value);
  const found: CrdViolation[] = [];
  if (multipleOf !== undefined && !isMultiple(data, bound(multipleOf), isWhole)) found.push(limit(path, 'multipleOf', multipleOf));
  if (maximum !== undefined && exclusiveMaximum === true && data >= bound(maximum)) found.push(limit(path, 'exclusiveMaximum', maximum));
  else if (maximum !== undefined && data > bound(maximum)) found.push(limit(path, 'maximum', maximum));
  if (minimum !== undefined && exclusiveMinimum === true && data <= bound(minimum)) found.push(limit(path, 'exclusiveMinimum', minimum));
  else if (minimum !== undefined && data < bound(minimum)) found.push(limit(path, 'minimum', minimum));
  return found;
}

function isMultiple(data: number, factor: number, isWhole: boolean): boolean {
  if (factor <= 0) return false;
  if (isWhole) return BigInt(data) % BigInt(factor) === 0n;
  return isNearlyWhole(factor < 1 ? (1 / factor) * data : data / factor);
}

function checkEnum({ enum: choices }: CrdSchema, data: unknown, path: Path): CrdViolation[] {
  if (choices === undefined || choices.length === 0) return [];
  const own = JSON.stringify(data);
  const isThere = data !== null && choices.some((choice) => JSON.stringify(choice) === own);
  return isThere ? [] : [violation(path, 'enum')];
}

function checkCombinations(schema: CrdSchema, data: unknown, path: Path): CrdViolation[] {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  if (holdsPlaceholder(data) && (anyOf.length > 0 || oneOf.length > 0 || not !== undefined)) return allOf.flatMap((each) => validateValue(each, data, path));
  const passes = (each: CrdSchema) => validateValue(each, data, path).length === 0;
  const found = allOf.flatMap((each) => validateValue(each, data, path));
  if (anyOf.length > 0 && !anyOf.some(passes)) found.push(violation(path, 'anyOf', { failures: anyOf.map((each) => validateValue(each, data, path)) }));
  if (oneOf.length > 0) {
    const matching = oneOf.filter(passes).length;
    if (matching !== 1) found.push(violation(path, 'oneOf', { matching, failures: oneOf.map((each) => validateValue(each, data, path)) }));
  }
  if (not !== undefined && passes(not)) found.push(violation(path, 'not'));
  return found;
}

/** True where something is filled in later, so that a choice between schemas cannot be made. */
export function holdsPlaceholder(data: unknown): boolean {
  if (typeof data === 'string') return hasPlaceholder(data);
  if (Array.isArray(data)) return data.some(holdsPlaceholder);
  return isMap(data) && Object.entries(data).some(([key, value]) => hasPlaceholder(key) || holdsPlaceholder(value));
}

function validateInside(schema: CrdSchema, data: unknown, path: Path): CrdViolation[] {
  if (Array.isArray(data)) return validateList(schema, data, path);
  return isMap(data) ? validateMap(schema, data, path) : [];
}

function validateList({ items, minItems, maxItems }: CrdSchema, data: readonly unknown[], path: Path): CrdViolation[] {
  const found = items === undefined ? [] : data.flatMap((item, index) => validateValue(items, item, [...path, index]));
  if (minItems !== undefined && data.length < minItems) found.push(limit(path, 'minItems', minItems));
  if (maxItems !== undefined && data.length > maxItems) found.push(limit(path, 'maxItems', maxItems));
  return found;
}

function validateMap(schema: CrdSchema, data: JsonMap, path: Path): CrdViolation[] {
  const { properties = {}, additionalProperties, required = [], minProperties, maxProperties } = schema;
  const found: CrdViolation[] = [];
  const count = Object.keys(data).length;
  if (minProperties !== undefined && count < minProperties) found.push(limit(path, 'minProperties', minProperties));
  if (maxProperties !== undefined && count > maxProperties) found.push(limit(path, 'maxProperties', maxProperties));
  for (const [key, value] of Object.entries(data)) {
    const child = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (child !== undefined) found.push(...validateValue(child, value, [...path, key]));
  }
  for (const key of required) if (!Object.hasOwn(data, key)) found.push(violation([...path, key], 'required'));
  return found;
}
