import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const oldest = '0.32';

/** Agreement with the API server's verdicts, and at the newest minor with the controller's, group by group. */
export function judgeApi(karplint, folder) {
  const versions = karplint.knownVersions.filter((version) => compare(version, oldest) >= 0);
  const sets = new Map();
  for (const { expected, reading } of readCases(karplint, folder)) {
    for (const version of versions) judgeCase(karplint, sets, { expected, reading, version });
  }
  return [...sets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The same cases through the CustomResourceDefinitions of each minor, where there is a folder of them. */
export function judgeCrds(karplint, folder, crds) {
  const versions = karplint.knownVersions.filter((version) => compare(version, oldest) >= 0 && existsSync(join(crds, version)));
  const definitions = new Map(versions.map((version) => [version, karplint.loadCrds([version], crds)]));
  const sets = new Map();
  for (const { expected, reading } of readCases(karplint, folder)) {
    for (const version of versions) judgeThroughCrds(karplint, sets, { expected, reading, version, definitions: definitions.get(version) });
  }
  return [...sets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function* readCases(karplint, folder) {
  for (const line of readFileSync(join(folder, 'expected.jsonl'), 'utf8').trim().split('\n')) {
    const expected = JSON.parse(line);
    // Templates are skipped, not judged.
    if (/^y-(?:env|helm)-/.test(expected.id)) continue;
    const path = `cases/${expected.path}`;
    yield { expected, reading: karplint.decode(readFileSync(join(folder, path)), path) };
  }
}

function judgeThroughCrds(karplint, sets, { expected, reading, version, definitions }) {
  const verdict = Object.entries(expected.verdicts).find(([range]) => inRange(version, range))?.[1];
  if (verdict === undefined) return;
  const api = lintLayers(karplint, reading, { version, definitions }).filter(({ layer }) => layer === 'syntax' || layer === 'schema');
  const add = (set, agrees, detail) => count(sets, set.replace('api', '--crd'), agrees, `${expected.path} at ${version}: ${detail}`);
  add('api verdict', (api.length === 0) === verdict.accepted, describeVerdict(verdict, api));
  const ownDocs = verdict.docs ?? [];
  if (ownDocs.length > 0)
    add(
      'api verdict: per document',
      ownDocs.every((doc) => agreesOnDocument(karplint, reading, doc, api)),
      describeVerdict(verdict, api),
    );
  judgePlaces(add, verdict, api);
}

function describeVerdict({ accepted, fields = '', types = '' }, findings) {
  const said = findings.map(({ rule, path, message }) => `${rule} ${toServerPath(path ?? [])}: ${message}`).join(' | ') || 'accepted';
  return `the API server ${accepted ? 'accepts' : `refuses ${fields} (${types})`}, karplint: ${said}`;
}

function judgeCase(karplint, sets, { expected, reading, version }) {
  const verdict = Object.entries(expected.verdicts).find(([range]) => inRange(version, range))?.[1];
  if (verdict === undefined) return;
  const findings = lintLayers(karplint, reading, { version });
  const api = findings.filter(({ layer }) => layer === 'syntax' || layer === 'schema');
  const add = (set, agrees, detail) => count(sets, set, agrees, `${expected.path} at ${version}: ${detail}`);
  add(`api verdict: ${expected.group}`, (api.length === 0) === verdict.accepted, describeVerdict(verdict, api));
  const ownDocs = verdict.docs ?? [];
  if (ownDocs.length > 0)
    add(
      'api verdict: per document',
      ownDocs.every((doc) => agreesOnDocument(karplint, reading, doc, api)),
      describeVerdict(verdict, api),
    );
  judgePlaces(add, verdict, api);
  const runtime = expected.runtime?.[version];
  if (runtime === undefined || !verdict.accepted) return;
  const objections = findings.filter((finding) => finding.layer === 'controller' && !isBeyondJudge(finding));
  add(
    'controller verdict',
    (objections.length === 0) === runtime.ok,
    `the controller says ${runtime.ok ? 'fine' : runtime.messages}, karplint: ${objections.map(({ message }) => message).join(' | ') || 'fine'}`,
  );
}

/**
 * The judge reads an EC2NodeClass and goes no further; what Karpenter does with two of its values later is known from its source:
 * amiFamilyFromAlias in pkg/apis/v1/ec2nodeclass.go, ephemeralStorage in pkg/providers/instancetype/types.go.
 */
export function isBeyondJudge({ path }) {
  const field = path[1];
  return (field === 'amiSelectorTerms' && path.at(-1) === 'alias') || (field === 'blockDeviceMappings' && ['ebs', 'deviceName'].includes(path.at(-1)));
}

/** Whether the findings stand where the server's errors do. */
function judgePlaces(add, verdict, api) {
  const unknown = paths(api.filter(({ rule }) => rule === 'unknown-field'));
  const wantedUnknown = [...(verdict.unknown ?? [])].sort();
  add('api unknown fields', JSON.stringify(unknown) === JSON.stringify(wantedUnknown), `unknown ${wantedUnknown}, karplint: ${unknown}`);
  if (verdict.fields === undefined || verdict.fields.includes('')) return;
  const found = paths(api.filter(({ rule }) => rule !== 'unknown-field'));
  const missed = verdict.fields.filter((field) => !found.some((path) => isNear(path, field)));
  const extra = verdict.celSkipped ? [] : found.filter((path) => !verdict.fields.some((field) => isNear(path, field)));
  add('api rejected fields', missed.length === 0 && extra.length === 0, `fields ${verdict.fields}, karplint: ${found}`);
}

/** The findings of the first three layers only: with every practice rule off, the general rules speak. */
export function lintLayers(karplint, reading, { version, strict = true, definitions }) {
  const off = karplint.ruleMetas.filter(({ group }) => group !== 'validity').map(({ id }) => [id, { level: 'off', options: {} }]);
  const config = { ignore: [], overrides: [], rules: new Map(off) };
  return karplint.lintManifests([karplint.toManifest(reading, strict)], { config, definitions, karpenter: { version, source: 'option' } }).findings;
}

function agreesOnDocument(karplint, reading, doc, findings) {
  const documents = karplint.splitDocuments(reading.source.text).filter(({ start, end, badSeparator }) => end > start || badSeparator !== undefined);
  const range = documents[doc.doc];
  if (range === undefined) return false;
  const own = findings.filter((finding) => finding.range.start >= range.start && finding.range.start <= range.end);
  const named = doc.item === undefined ? own : own.filter(({ resource }) => resource?.kind === doc.kind);
  return (named.length === 0) === doc.accepted;
}

function count(sets, name, agrees, detail) {
  const set = sets.get(name) ?? { name, agreed: 0, total: 0, disagreements: [] };
  set.total++;
  if (agrees) set.agreed++;
  else set.disagreements.push(detail);
  sets.set(name, set);
}

function paths(findings) {
  return [...new Set(findings.map(({ path }) => toServerPath(path ?? [])))].sort();
}

/** A path as the API server prints it: `spec.template.spec.requirements[3].values[0]`. */
export function toServerPath(path) {
  return path.reduce((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}

/** The same place, or one inside the other: the server often names only a parent, and of a repeated key only the key. */
function isNear(path, field) {
  if (/^[^.[]+$/.test(field) && path.endsWith(`.${field}`)) return true;
  const plain = field.replace(/^\./, '').replace(/\[([^\]]*[^\]0-9][^\]]*)\]/g, '.$1');
  return path === plain || path.startsWith(`${plain}.`) || path.startsWith(`${plain}[`) || plain.startsWith(`${path}.`) || plain.startsWith(`${path}[`);
}

export function inRange(version, range) {
  const [first, last = first] = range.split('-');
  return compare(version, first) >= 0 && compare(version, last) <= 0;
}

function compare(a, b) {
  const [majorA, minorA] = a.split('.').map(Number);
  const [majorB, minorB] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
