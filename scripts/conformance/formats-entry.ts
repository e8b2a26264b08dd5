/** What the checks of formats need of karplint, in one bundle. */
export { docsOf, lintManifests, ruleMetas } from '../../src/linter.ts';
export { decode } from '../../src/node/read.ts';
export { toManifest } from '../../src/node/read-manifests.ts';
export { readRulePage } from '../../src/node/rule-pages.ts';
export { renderCheckstyle } from '../../src/reporters/checkstyle.ts';
export { renderGithub } from '../../src/reporters/github.ts';
export { renderGitlab } from '../../src/reporters/gitlab.ts';
export { renderJson } from '../../src/reporters/json.ts';
export { renderJunit } from '../../src/reporters/junit.ts';
export { renderMarkdown } from '../../src/reporters/markdown.ts';
export { renderRdjson } from '../../src/reporters/rdjson.ts';
export { renderSarif } from '../../src/reporters/sarif.ts';
