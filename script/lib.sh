# shellcheck shell=bash
# What the commands in this folder share; sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # for whoever sources this
PYTHON=$ROOT/.venv/bin/python
cd "$ROOT"

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# step TEXT COMMAND...: one line when it works; when it does not, also all that the command said.
# Bash switches `set -e` off inside COMMAND, so a function given here chains its lines with &&.
step() {
  local text=$1 said started=$SECONDS
  shift
  printf '%s ... ' "$text"
  if said=$("$@" 2>&1); then
    printf 'klaar (%s s)\n' $((SECONDS - started))
  else
    printf 'MISLUKT\n'
    die "$said"
  fi
}
