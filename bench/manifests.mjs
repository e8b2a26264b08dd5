import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `files` files of `documents` Karpenter objects each: three NodePools for each EC2NodeClass, one in ten faulty. */
export function writeManifests(folder, { files, documents, filesPerFolder = 50 }) {
  for (let file = 0; file < files; file++) {
    const team = join(folder, `team-${Math.floor(file / filesPerFolder)}`);
    if (file % filesPerFolder === 0) mkdirSync(team, { recursive: true });
    const texts = Array.from({ length: documents }, (_, index) => render(file * documents + index));
    writeFileSync(join(team, `manifests-${file}.yaml`), texts.join('---\n'));
  }
}

function render(number) {
  return number % 4 === 3 ? nodeClass(number) : nodePool(number);
}

function nodePool(number) {
  const family = ['c', 'm', 'r'][number % 3];
  return `# Pool ${number}, for the workloads of team ${number % 20}.
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: pool-${number}
  labels:
    app.kubernetes.io/managed-by: flux
    team: "team-${number % 20}"
spec:
  weight: ${(number % 100) + 1}
  limits:
    cpu: "${100 + (number % 900)}"
    memory: ${400 + (number % 900)}Gi
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: ${number % 10 === 0 ? 'Never' : '5m'}
    budgets:
      - nodes: 10%
      - nodes: "0"
        schedule: 0 8 * * 1-5
        duration: 9h
        reasons: [Drifted]
  template:
    metadata:
      labels:
        team: "team-${number % 20}"
    spec:
      expireAfter: 720h
      terminationGracePeriod: 48h
      nodeClassRef:
        group: karpenter.k8s.aws
        kind: EC2NodeClass
        name: class-${number - (number % 4) + 3}
      requirements:
        - key: kubernetes.io/arch
          operator: In
          values: [amd64${number % 2 === 0 ? ', arm64' : ''}]
        - key: karpenter.sh/capacity-type
          operator: In
          values: ["spot", "on-demand"]
        - key: karpenter.k8s.aws/instance-category
          operator: In
          values: ["${family}", "m"]
        - key: karpenter.k8s.aws/instance-generation
          operator: Gt
          values: ["5"]
      taints:
        - key: team
          value: "team-${number % 20}"
          effect: NoSchedule
`;
}

function nodeClass(number) {
  return `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: class-${number}
spec:
  role: KarpenterNodeRole-cluster-${number % 20}
  amiSelectorTerms:
    - alias: ${number % 40 === 3 ? 'al2023@latest' : 'al2023@v20250915'}
  subnetSelectorTerms:
    - tags:
        karpenter.sh/discovery: cluster-${number % 20}
  securityGroupSelectorTerms:
    - tags:
        karpenter.sh/discovery: cluster-${number % 20}
  metadataOptions:
    httpEndpoint: enabled
    httpTokens: required
    httpPutResponseHopLimit: 1
  blockDeviceMappings:
    - deviceName: /dev/xvda
      ebs:
        volumeSize: 100Gi
        volumeType: gp3
        encrypted: true
  tags:
    cost-centre: "${1000 + (number % 100)}"
`;
}
