/** What the phases need of karplint, in one bundle. */
export { Source } from '../src/core/source.ts';
export { docsOf, lintManifests, readSource, ruleMetas } from '../src/linter.ts';
export { renderJson } from '../src/reporters/json.ts';
export { renderSarif } from '../src/reporters/sarif.ts';
export { renderText } from '../src/reporters/text.ts';
