/** Keywords that both sides are held to. */
const compared = [
  ...['type', 'format', 'enum', 'nullable', 'default', 'pattern', 'allOf', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'],
  ...['minProperties', 'maxProperties', 'required', 'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'],
  ...['x-kubernetes-list-type', 'x-kubernetes-list-map-keys'],
];

/** Keywords that say nothing about what is refused, or that are compared elsewhere. */
const passed = ['description', 'title', 'properties', 'items', 'additionalProperties', 'patternMeans', 'x-kubernetes-map-type', 'x-kubernetes-validations'];

/** The lines that tell a CRD's structural schema from an authored one that is projected to the same minor. */
export function compareNodes(crd, own, path = '') {
  const place = path === '' ? 'the object' : path;
  const lines = compareKeywords(normalize(crd), normalize(own)).map((line) => `${place}: ${line}`);
  lines.push(...compareFields(withoutTypeFields(crd.properties, path), own.properties ?? {}, path));
  lines.push(...compareChild(crd.items, own.items, `${path}[]`));
  return [...lines, ...compareChild(crd.additionalProperties, own.additionalProperties, `${path}{*}`)];
}

/** `apiVersion`, `kind` and `metadata` of the object are the same for every kind. */
function withoutTypeFields(properties = {}, path) {
  if (path !== '') return properties;
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...fields } = properties;
  return fields;
}

function compareFields(crd, own, path) {
  const names = [...new Set([...Object.keys(crd), ...Object.keys(own)])].sort();
  return names.flatMap((name) => compareChild(crd[name], own[name], path === '' ? name : `${path}.${name}`));
}

function compareChild(crd, own, path) {
  if (crd === undefined && own === undefined) return [];
  if (own === undefined) return [`${path}: in the CRD, but not authored`];
  if (crd === undefined) return [`${path}: authored, but not in the CRD`];
  return compareNodes(crd, own, path);
}

function compareKeywords(crd, own) {
  const unread = Object.keys(crd).filter((name) => !compared.includes(name) && !passed.includes(name));
  const lines = unread.map((name) => `the CRD's \`${name}\` is not compared: teach scripts/check-schemas.mjs and the schemas what it means`);
  for (const name of compared) {
    const [published, authored] = [JSON.stringify(crd[name]), JSON.stringify(own[name])];
    if (published !== authored) lines.push(`${name}: CRD ${published}, authored ${authored}`);
  }
  return lines;
}

const forTexts = ['pattern', 'minLength', 'maxLength'];

/** Leaves out what the API server never looks at, and what another keyword implies. */
function normalize(node) {
  const isText = node.type === undefined || node.type === 'string';
  const entries = Object.entries(node).filter(([name, value]) => {
    if (name === 'anyOf') return node['x-kubernetes-int-or-string'] !== true;
    if (name === 'x-kubernetes-list-type') return value !== 'atomic';
    return isText || !forTexts.includes(name);
  });
  const keywords = Object.fromEntries(entries);
  return keywords.required === undefined ? keywords : { ...keywords, required: [...keywords.required].sort() };
}
