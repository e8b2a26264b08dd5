#!/usr/bin/env bash
# The step of action.yml that lints: its inputs are the variables KARPLINT_*. It always succeeds, so that the report is uploaded
# before the job fails; the exit code is an output.
set -uo pipefail

options=()
option() { if [ -n "$2" ]; then options+=("$1" "$2"); fi; }
option --karpenter-version "${KARPLINT_KARPENTER_VERSION:-}"
option --environment "${KARPLINT_ENVIRONMENT:-}"
option --preset "${KARPLINT_PRESET:-}"
option --config "${KARPLINT_CONFIG:-}"
option --baseline "${KARPLINT_BASELINE:-}"
option --base "${KARPLINT_BASE:-}"
option --fail-on "${KARPLINT_FAIL_ON:-critical}"

paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"${KARPLINT_PATHS:-.}"

format=text
if [ "${KARPLINT_ANNOTATIONS:-true}" = true ]; then format=github; fi
report=$(mktemp)
rm -f "$KARPLINT_SARIF"

npx --yes "$KARPLINT_PACKAGE" lint "${options[@]}" --format "$format" --format "sarif=$KARPLINT_SARIF" --format "json=$report" -- "${paths[@]}"
code=$?

{
  echo "exit-code=$code"
  if [ -f "$KARPLINT_SARIF" ]; then echo 'has-sarif=true'; else echo 'has-sarif=false'; fi
  if [ -s "$report" ]; then
    node -e 'const { summary } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      for (const name of ["critical", "improvement", "note"]) console.log(`${name}=${summary[name]}`);' "$report"
  fi
} >>"$GITHUB_OUTPUT"
rm -f "$report"
