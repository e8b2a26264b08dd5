import { isBeyondJudge, lintLayers, toServerPath } from '../conformance/api.mjs';

/** The judge says nothing of a file without a document. */
const silent = { accepted: true, unknown: [], errors: [], documents: 0 };

/** What karplint, or karplint through definitions, and the judge disagree on, one line each. */
export function compareVerdicts(karplint, { text, minor, definitions, verdict = silent }) {
  const reading = karplint.decode(new TextEncoder().encode(text), 'mutant.yaml');
  const findings = lintLayers(karplint, reading, { version: minor, definitions });
  const broken = findings.find(({ rule }) => rule === 'internal-error');
  // karplint's own limit, far beyond what a manifest needs.
  if (findings.some(({ message }) => message.startsWith('Nested deeper'))) return [];
  if (broken !== undefined) return [`at ${minor}: ${broken.message}`];
  const api = findings.filter(({ layer }) => layer === 'syntax' || layer === 'schema');
  if (api.length === 0 && isForeign(verdict)) return [];
  if ((api.length === 0) !== verdict.accepted) {
    const said = api.map(({ rule, path, message }) => `${rule} ${toServerPath(path ?? [])}: ${message}`).join(' | ');
    return [
      `at ${minor}: the API server ${verdict.accepted ? 'accepts' : `refuses (${verdict.errors.join(' | ').slice(0, 400)} ${verdict.unknown})`}, karplint: ${said || 'accepted'}`,
    ];
  }
  return [...compareUnknown(minor, api, verdict), ...compareController(minor, findings, verdict)];
}

/** karplint passes over objects of others; the judge knows nothing but Karpenter's definitions and refuses them. */
function isForeign({ errors }) {
  return (
    errors.length > 0 && errors.every((error) => /^apiVersion: no matches for kind/.test(error) && !/in version "karpenter\.(?:sh|k8s\.aws)\//.test(error))
  );
}

/** An object whose text, version or metadata cannot be read is looked at no further by the server, and on by karplint. */
function compareUnknown(minor, api, { unknown, errors }) {
  if (errors.some((error) => /^(?:|apiVersion|kind|metadata):/.test(error))) return [];
  const found = [...new Set(api.filter(({ rule }) => rule === 'unknown-field').map(({ path }) => toServerPath(path)))].sort();
  const wanted = [...new Set(unknown)].sort();
  return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`at ${minor}: unknown fields ${wanted}, karplint: ${found}`];
}

function compareController(minor, findings, { accepted, runtime }) {
  if (minor !== '1.14' || !accepted || runtime === undefined) return [];
  const objections = findings.filter((finding) => finding.layer === 'controller' && !isBeyondJudge(finding));
  if ((objections.length === 0) === (runtime.length === 0)) return [];
  return [`the controller says ${runtime.join(' | ').slice(0, 300) || 'fine'}, karplint: ${objections.map(({ message }) => message).join(' | ') || 'fine'}`];
}
