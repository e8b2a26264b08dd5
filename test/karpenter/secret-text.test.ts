import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../src/karpenter/secret-text.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const accessKey = ['AKIA', 'Q2W3E4R5T6Y7U2I3'].join('');
const gitHubToken = ['ghp', 'a'.repeat(36)].join('_');

describe('findSecrets', () => {
  it.each([
    [`export AWS_ACCESS_KEY_ID=${accessKey}`, 'an AWS access key'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
    [`git clone https://x-access-token:${gitHubToken}@github.com/acme/tools`, 'a GitHub token'],
    ['curl ftp://anna:sesame1@files.example.com/agent', 'a password in a URL'],
    ['{"auths":{"r.example.com":{"auth":"YW5uYTpzZXNhbWUx"}}}', 'a registry login'],
    ['DB_PASSWORD=sesame-open', 'the value of `DB_PASSWORD`'],
    ['api-key: "0123456789abc"', 'the value of `api-key`'],
    ['bootstrap-token = "abcdef.0123456789abcdef"', 'the value of `bootstrap-token`'],
    ['falcon_token=0123456789abc install', 'the value of `falcon_token`'],
  ])('%s', (text, kind) => {
    expect(findSecrets(text).map((secret) => secret.kind)).toContain(kind);
    expect(findSecrets(text).every(({ isCertain }) => isCertain)).toBe(true);
  });

  it('says of random text that it is not certain', () => {
    expect(findSecrets('install --license kJ8sD2mQ9xZ4vB7nL1pR6tY3wC5hG0fA')).toEqual([
      { kind: 'a random key', evidence: 'kJ8sD2mQ9xZ4vB7nL1pR6tY3wC5hG0fA', isCertain: false },
    ]);
  });

  it.each([
    ['TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")'],
    ['curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/'],
    ['aws ec2 modify-instance-metadata-options --http-tokens required --http-token=required'],
    ['PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)'],
    ['secret: arn:aws:secretsmanager:eu-central-1:111122223333:secret:db'],
    ['token: ${TOKEN}'],
    ['api_key=<your key>'],
    ['certificateAuthority: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMvakNDQWVhZ0F3SUJBZ0lCQURBTkJna3Foa2lHOXcwQkFRc0ZBREFW'],
    ['cluster-certificate = "kJ8sD2mQ9xZ4vB7nL1pR6tY3wC5hG0fA"'],
    ['echo H4sIAAAAAAAAA8pIzcnJVyjPL8pJAQBSnrNkJ8sD2mQ9xZ4v | base64 -d | gunzip'],
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIkJ8sD2mQ9xZ4vB7nL1pR6tY3wC5hG0fA anna'],
    ['aws_access_key_id = AKIAIOSFODNN7EXAMPLE'],
    ['token-file=/var/run/token'],
    ['/etc/eks/bootstrap.sh main --kubelet-extra-args "--node-labels=a=b"'],
  ])('nothing in %s', (text) => {
    expect(findSecrets(text)).toEqual([]);
  });
});
