#!/usr/bin/env bash
# Writes docs/cli.md from a run of every command between real daemons (some minutes).
# With --walk it only runs them, and expects of each how it ends and what it says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
update=-Dupdate
[ "${1:-}" != --walk ] || update=-Dwalk
mvn -B -q verify -pl examples/node -Dtest=NoUnitTest -Dit.test=CommandWalkIT \
  -Dscp2p.excluded.groups= $update
[ $update = -Dwalk ] || echo "written: docs/cli.md"
