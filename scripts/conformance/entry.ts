/** What the conformance script needs of karplint, in one bundle. */
export { ec2Catalog } from '../../src/catalog/catalog.ts';
export { splitDocuments } from '../../src/core/split.ts';
export { Workspace } from '../../src/core/workspace.ts';
export { reportInstances } from '../../src/karpenter/instances/report-pools.ts';
export { knownVersions } from '../../src/karpenter/versions.ts';
export { lintManifests, readSource, ruleMetas } from '../../src/linter.ts';
export { loadCrds } from '../../src/node/crds.ts';
export { decode } from '../../src/node/read.ts';
export { toManifest } from '../../src/node/read-manifests.ts';
