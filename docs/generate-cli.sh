#!/usr/bin/env bash
# Writes docs/cli.md from a run of every command between real daemons (some minutes).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B -q verify -pl examples/node -am -Dtest=NoUnitTest -Dit.test=CommandWalkIT \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dscp2p.excluded.groups= -Dupdate
echo "written: docs/cli.md"
