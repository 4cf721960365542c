#!/usr/bin/env python3
"""Recomputes every vector of this folder. Python 3.11 or newer, standard library only.

    python3 check.py            all files
    python3 check.py messages   only files whose name contains the text

Prints how many vectors of each kind ran and, alone on the last line, `N passed, M failed`.
Exit status 1 on any failure.
"""

import collections
import hashlib
import json
import sys
import time
import traceback
from pathlib import Path

from scp2p import crypto
from scp2p.kinds import KINDS, data, jsonable

FOLDER = Path(__file__).resolve().parent
ORIGINS = {"reference-published", "reference-run", "own"}
LEVELS = {"must", "should", "may"}


def load(name):
    return json.loads((FOLDER / name).read_text("utf-8"))


def expect(actual, stated, what):
    if actual != stated:
        raise AssertionError("%s: computed %.200r, stated %.200r" % (what, actual, stated))


class Report:
    """Counts, and the failures by vector id."""

    def __init__(self):
        self.ran, self.failures = collections.Counter(), {}

    def run(self, kind, identifier, check):
        self.ran[kind] += 1
        try:
            check()
        except Exception as failure:  # whatever goes wrong in a vector is its failure
            where = traceback.extract_tb(failure.__traceback__)[-1]
            self.failures[identifier] = "%s (%s:%d)" % (failure, Path(where.filename).name, where.lineno)


# ---------------------------------------------------------------- our own files


def check_vector(vector, reference, seen):
    expect(vector["origin"] in ORIGINS, True, "origin")
    expect(vector.get("level", "must") in LEVELS, True, "level")
    computed = jsonable(KINDS[vector["kind"]](vector["input"]))
    for field in {*computed, *vector["expected"]}:
        expect(computed.get(field), vector["expected"].get(field), field)
    origins = set()
    for place, label in vector.get("published_as", {}).items():
        value = vector
        for step in place.split("."):
            value = value[int(step)] if isinstance(value, list) else value[step]
        expect(str(value), reference[label]["value"], label)
        origins.add(reference[label]["origin"])
        seen.add(label)
    expect(vector["origin"], min(origins, default="own"), "origin")


def check_own_files(report, wanted):
    reference = {value["id"]: value for value in load("reference-values.json")["values"]}
    seen, identifiers = set(), collections.Counter()
    for entry in load("index.json")["files"]:
        if wanted not in entry["file"]:
            continue
        vectors = load(entry["file"])["vectors"]
        report.run("index", "index/" + entry["file"],
                   lambda: expect(len(vectors), entry["vectors"], "number of vectors"))  # fmt: skip
        for vector in vectors:
            identifiers[vector["id"]] += 1
            report.run(vector["kind"], vector["id"], lambda: check_vector(vector, reference, seen))
    twice = [identifier for identifier, count in identifiers.items() if count > 1]
    report.run("index", "index/unique-ids", lambda: expect(twice, [], "ids used twice"))
    if not wanted:
        check_baseline(report, identifiers)
        for label in reference:
            report.run("reference-value", "reference/" + label,
                       lambda: expect(label in seen, True, "used by a vector"))  # fmt: skip


# ---------------------------------------------------------------- files with formats of their own


def field(entry, *names):
    """The first of several accepted spellings."""
    for name in names:
        if name in entry:
            return entry[name]
    return None


def check_blake3(report, vectors):
    """The official file: input byte i is i mod 251; outputs may be longer than 32 bytes."""
    key, context = vectors["key"].encode("ascii"), field(vectors, "context", "context_string")
    for case in vectors["cases"]:
        content = data({"modulus": 251, "length": case["input_len"]})

        def check():
            for name, function in (
                ("hash", lambda size: crypto.blake3(content, size)),
                ("keyed_hash", lambda size: crypto.blake3_keyed(key, content, size)),
                ("derive_key", lambda size: crypto.blake3_derive_key(context, content, size)),
            ):
                expect(function(len(case[name]) // 2).hex(), case[name], name)

        report.run("blake3", "blake3/%d" % case["input_len"], check)


def gf_multiply(a, b):
    """GF(256) with the polynomial 0x11d."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1 ^ (0x11D if a & 0x80 else 0), b >> 1
    return product


GF = [[gf_multiply(a, b) for b in range(256)] for a in range(256)]


def matrix_rows(matrix):
    rows = matrix if isinstance(matrix, list) else field(matrix, "rows", "matrix", "parity")
    return [list(bytes.fromhex(row)) if isinstance(row, str) else row for row in rows]


def check_reed_solomon(report, vectors):
    """Parity = the last m rows of the matrix of the file for (k, m), applied to the data."""
    matrices = {(m.get("k"), m.get("m")): m for m in vectors.get("matrices", []) if isinstance(m, dict)}
    for number, case in enumerate(vectors["cases"]):

        def check():
            k, m = case["k"], case["m"]
            rows = matrix_rows(field(case, "matrix") or matrices[k, m])[-m:]
            shards = [bytes.fromhex(shard) for shard in case["data"]]
            for row, stated in zip(rows, case["parity"], strict=True):
                parity = bytearray(len(shards[0]))
                for factor, shard in zip(row, shards, strict=True):
                    parity = bytes(p ^ GF[factor][s] for p, s in zip(parity, shard))
                expect(parity.hex(), stated, "parity")

        report.run("reed-solomon", case.get("id", "reed-solomon/%d" % number), check)


def check_secrets(report, vectors):
    """Section 18.3: key from a passphrase or from the node seed, then XChaCha20-Poly1305."""
    for number, case in enumerate(field(vectors, "cases", "vectors")):
        entry = {**case, **case.get("input", {}), **case.get("expected", {})}

        def check():
            salt = bytes.fromhex(entry.get("salt") or "00" * 16)
            node_seed = field(entry, "node_seed", "node_key")
            if node_seed is not None:
                context = "scp2p publisher-identity v1"
                key = crypto.blake3_derive_key(context, bytes.fromhex(node_seed))
            else:
                phrase = field(entry, "passphrase", "password").encode("utf-8")
                rounds = field(entry, "iterations") or 600_000
                key = hashlib.pbkdf2_hmac("sha256", phrase, salt, rounds)
            expect(key.hex(), field(entry, "key", "derived_key") or key.hex(), "key")
            sealed = field(entry, "ciphertext", "sealed")
            if sealed:
                nonce = bytes.fromhex(entry["nonce"])
                opened = crypto.xchacha20_poly1305_open(key, nonce, bytes.fromhex(sealed))
                stated = field(entry, "plaintext", "secret", "seed")
                expect(opened and opened.hex(), stated, "plaintext")

        report.run("secret", case.get("id", "secret/%d" % number), check)


OTHER_FILES = {
    "blake3.json": check_blake3,
    "reed-solomon.json": check_reed_solomon,
    "secrets.json": check_secrets,
}


# ---------------------------------------------------------------- the run


def check_baseline(report, identifiers):
    """known-failures.txt is the baseline of implementations; here it must only name real ids."""
    lines = (FOLDER / "known-failures.txt").read_text("utf-8").splitlines()
    listed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    unknown = sorted(listed - set(identifiers))
    report.run("index", "index/known-failures", lambda: expect(unknown, [], "unknown ids"))


def main():
    started, report = time.monotonic(), Report()
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    check_own_files(report, wanted)
    for name, check in OTHER_FILES.items():
        if wanted in name and (FOLDER / name).exists():
            check(report, load(name))
        elif wanted in name:
            print("%-18s absent" % name)
    for kind, count in sorted(report.ran.items()):
        print("%-18s %5d" % (kind, count))
    for identifier, why in report.failures.items():
        print("FAILED %s: %s" % (identifier, why))
    print("%.1f seconds" % (time.monotonic() - started))
    failed = len(report.failures)
    print("%d passed, %d failed" % (sum(report.ran.values()) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
