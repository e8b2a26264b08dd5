import { describe, expect, it } from 'vitest';
import { environmentInName, environmentOfFolder } from '../../src/core/environment-words.ts';

describe('environmentInName', () => {
  it.each([
    ['prod', 'prod'],
    ['Production', 'prod'],
    ['acme-prod-eu', 'prod'],
    ['eks_stg', 'staging'],
    ['preprod', 'staging'],
    ['pre-prod', 'staging'],
    ['pre-production-2', 'staging'],
    ['team.dev', 'dev'],
    ['sandbox', 'dev'],
    ['test-prod', undefined],
    ['non-prod', undefined],
    ['nonprod', undefined],
    ['not_prod', undefined],
    ['products', undefined],
    ['devops', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%s', (name, expected) => {
    expect(environmentInName(name)).toBe(expected);
  });
});

describe('environmentOfFolder', () => {
  it.each([
    ['prod', 'prod'],
    ['prod-eu', 'prod'],
    ['eu-west-1-prod', 'prod'],
    ['prod-us-northeast-2', 'prod'],
    ['eks-staging', 'staging'],
    ['pre-prod', 'staging'],
    ['development', 'dev'],
    ['kind', 'dev'],
    ['minikube', 'dev'],
    ['local', 'dev'],
    // What else such folders hold is no environment.
    ['dev-tools', undefined],
    ['test', undefined],
    ['stage', undefined],
    ['live', undefined],
    ['sandbox', undefined],
    ['prod-like', undefined],
    ['non-prod', undefined],
    ['clusters', undefined],
  ])('%s', (name, expected) => {
    expect(environmentOfFolder(name)).toBe(expected);
  });
});
