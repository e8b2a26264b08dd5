import type { Survey } from '../node/survey.ts';
import { version } from './version.ts';

export interface InitChoice {
  readonly ci: Survey['ci'];
  readonly preCommit: boolean;
  readonly baseline: boolean;
}

export interface InitFile {
  /** From the folder of the repository. */
  readonly path: string;
  readonly text: string;
  /** Half a sentence for people. */
  readonly why: string;
}

/** The files that fit what a repository told of itself. */
export function planInit(survey: Survey, choice: InitChoice): InitFile[] {
  return [
    { path: 'karplint.yaml', text: configText(survey, choice), why: describe(survey) },
    ...(choice.preCommit ? [{ path: '.pre-commit-config.yaml', text: preCommitText, why: 'checks what is about to be committed' }] : []),
    ...(choice.ci === 'github' ? [{ path: '.github/workflows/karplint.yaml', text: githubText, why: 'annotates pull requests' }] : []),
    ...(choice.ci === 'gitlab' ? [{ path: '.gitlab-ci.yml', text: gitlabText, why: 'reports code quality in merge requests' }] : []),
  ];
}

function describe({ files, environments }: Survey): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'} with objects of Karpenter`;
  return environments.length === 0 ? count : `${count}, environments by folder`;
}

function configText({ karpenter, environments }: Survey, { baseline }: InitChoice): string {
  const found =
    karpenter.source === 'workspace' ? `${karpenter.version} is found in ${JSON.stringify(karpenter.file ?? 'the repository')}` : 'the newest is taken';
  const overrides = environments.map(({ folder, environment }) => `  - files: [${JSON.stringify(`${folder}/**`)}]\n    environment: ${environment}\n`);
  return `# yaml-language-server: $schema=https://unpkg.com/karplint@${version}/dist/config.schema.json
# Each key: https://github.com/karplint/karplint/blob/main/docs/config.md

# The Karpenter version to lint for; without it ${found}.
# karpenterVersion: "${karpenter.version}"
${baseline ? '\n# What was there when karplint came; `karplint --update-baseline` writes it.\nbaseline: karplint-baseline.json\n' : ''}
# prod, staging or dev: severities follow it.
${overrides.length === 0 ? '# environment: prod\n' : `overrides:\n${overrides.join('')}`}`;
}

const preCommitText = `repos:
  - repo: https://github.com/karplint/karplint
    rev: v${version}
    hooks:
      - id: karplint
`;

const githubText = `name: karplint
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  karplint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: 24
      - run: npx --yes karplint@${version} --format github
`;

const gitlabText = `karplint:
  image: node:24-alpine
  script:
    - npx --yes karplint@${version} --format text --format gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;
