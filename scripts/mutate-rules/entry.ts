/** What the mutation of rules needs, in one bundle, so that it changes the very rules that the linter runs. */
export { rules } from '../../src/rules/index.ts';
export { lineOf, lintFixture, loadFixtures } from '../../test/fixture.ts';
