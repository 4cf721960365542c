#!/usr/bin/env python3
"""Holds each SBOM (CycloneDX, JSON) against the licences we may bring along, and against NOTICE.

A licence that is not in this file, a component without one, and a component that NOTICE does not
name are failures: somebody has to read the licence and write it down here first.
"""

import json
import re
import sys
from pathlib import Path

# May come along with an Apache-2.0 program. By SPDX id, or by the name a library gives itself.
ALLOWED = {
    "Apache-2.0",
    "MIT",
    "MIT-0",
    "Unlicense",
    "CC0-1.0",
    "Bouncy Castle Licence",  # the text of MIT
    "CC0 Universal",  # CC0-1.0
}

# Only for these, with what makes it fine.
ONLY_FOR = {
    "LGPL-3.0-only": {
        "tech.kwik/kwik": "a jar of its own that users can replace, named in NOTICE",
        "tech.kwik/agent15": "a jar of its own that users can replace, named in NOTICE",
    },
    "GNU General Public License, version 2": {
        "org.rocksdb/rocksdbjni": "a choice of two; we use it under Apache-2.0",
    },
}


def licences(component):
    """What a component says of itself."""
    for each in component.get("licenses", []):
        licence = each.get("license", {})
        yield licence.get("id") or licence.get("name") or each.get("expression") or "?"


def complaints(component, notice):
    """What is wrong with one component of an SBOM."""
    name = component.get("group", "") + "/" + component["name"]
    found = list(licences(component))
    if not found:
        yield f"{name}: no licence known"
    for licence in found:
        if licence not in ALLOWED and name not in ONLY_FOR.get(licence, {}):
            yield f"{name}: licence {licence!r} is not one we have agreed to"
    group = component.get("group", "")
    if group and not re.search(r"\b" + re.escape(group) + r"\b", notice):
        yield f"{name}: NOTICE does not name {group}"


def check(sbom, notice):
    """All complaints about an SBOM, and how many components of others it has."""
    others = [c for c in sbom["components"] if c.get("group") != "io.scp2p"]
    wrong = [each for c in others for each in complaints(c, notice)]
    if not others:
        wrong.append("an SBOM without components proves nothing")
    return wrong, len(others)


def self_test():
    """The check notices what it is for."""

    def one(group, name, *names):
        component = {"group": group, "name": name, "licenses": [{"license": {"name": n}} for n in names]}
        return check({"components": [component]}, "a (org.known) b")[0]

    assert not one("org.known", "a", "MIT")
    assert one("org.known", "a", "GPL-3.0-only")
    assert one("org.known", "a", "MIT", "GPL-3.0-only")
    assert one("org.known", "kwik", "LGPL-3.0-only")
    assert one("org.known", "a")
    assert one("org.unknown", "a", "MIT")
    assert check({"components": [{"group": "io.scp2p", "name": "a"}]}, "")[0]


def main(paths):
    self_test()
    notice = (Path(__file__).parent.parent / "NOTICE").read_text(encoding="utf-8")
    failed = not paths
    for path in paths:
        wrong, count = check(json.loads(Path(path).read_text(encoding="utf-8")), notice)
        for each in wrong:
            print(f"{path}: {each}", file=sys.stderr)
        failed |= bool(wrong)
        print(f"{path}: {count} components of others, {len(wrong)} complaints")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
