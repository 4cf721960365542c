#!/usr/bin/env python3
"""Writes the vector files of this folder from the cases in tools/cases_*.py.

What a case states by hand: its input and, where the vector is a verdict, the verdict and its
reason. What is computed: the expected bytes. Values of section 19 are never computed here: a case
names the ids in reference-values.json it must reproduce, and a difference stops the run.

    python3 tools/generate.py           write the files
    python3 tools/generate.py --check   fail if a file would change
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(FOLDER), str(FOLDER / "tools")]

import cases_decoding  # noqa: E402
import cases_dht  # noqa: E402
import cases_frames  # noqa: E402
import cases_identity  # noqa: E402
import cases_messages  # noqa: E402
import cases_signed  # noqa: E402
import cases_text  # noqa: E402

from scp2p.kinds import KINDS, jsonable  # noqa: E402

MODULES = (
    cases_identity, cases_messages, cases_signed, cases_dht, cases_text, cases_decoding, cases_frames,
)  # fmt: skip
REFERENCE = {
    value["id"]: value
    for value in json.loads((FOLDER / "reference-values.json").read_text("utf-8"))["values"]
}


def lookup(vector, where):
    """The value at a dotted place such as `expected.chunks.0.hash`."""
    for step in where.split("."):
        vector = vector[int(step)] if isinstance(vector, list) else vector[step]
    return vector


def vector(case):
    """A case as the dict that goes into the file."""
    name, published = case["id"], case.get("published_as", {})
    expected = jsonable(KINDS[case["kind"]](case["input"]))
    for field, stated in case.get("expected", {}).items():
        if expected.get(field) != jsonable(stated):
            raise SystemExit("%s: %s is %r, stated %r" % (name, field, expected, stated))
    for where, label in published.items():
        reference = REFERENCE[label]["value"]
        if (
            str(lookup({"input": jsonable(case["input"]), "expected": expected}, where))
            != reference
        ):
            raise SystemExit("%s: %s differs from %s" % (name, where, label))
    origins = {REFERENCE[label]["origin"] for label in published.values()}
    origin = "own"
    if origins:
        origin = "reference-published" if "reference-published" in origins else "reference-run"
    out = {"id": name, "kind": case["kind"], "section": case["section"], "origin": origin}
    for key in ("rule", "level", "reference_verdict", "note"):
        if key in case:
            out[key] = case[key]
    out["input"], out["expected"] = jsonable(case["input"]), expected
    if published:
        out["published_as"] = published
    return out


def main():
    check, stale, index = "--check" in sys.argv, [], []
    for file, description, cases in (entry for m in MODULES for entry in m.files()):
        vectors = [vector(case) for case in cases]
        kinds = sorted({v["kind"] for v in vectors})
        body = {"description": description, "vectors": vectors}
        write(file, body, check, stale)
        index.append({"file": file, "kinds": kinds, "vectors": len(vectors), "format": description})
    others = json.loads((FOLDER / "tools" / "other-files.json").read_text("utf-8"))
    write("index.json", {"vector_format": 1, "files": index, "other_files": others}, check, stale)
    if stale:
        raise SystemExit("would change: " + ", ".join(stale))
    print("%d vectors in %d files" % (sum(entry["vectors"] for entry in index), len(index)))


def write(file, body, check, stale):
    text = json.dumps(body, indent=1, ensure_ascii=False) + "\n"
    path = FOLDER / file
    if check:
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(file)
    else:
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
