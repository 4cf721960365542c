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

from scp2p import catalog, community, content, crypto, extension, reach, vault
from scp2p.cbor import Reject, encode, parse
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
            self.failures[identifier] = "%s (%s:%d)" % (
                failure,
                Path(where.filename).name,
                where.lineno,
            )


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


def check_blake3(report, vectors):
    """The official file: input byte i is i mod 251; outputs may be longer than 32 bytes."""
    key, context = vectors["key"].encode("ascii"), vectors["context"]
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
POWERS = [1]
while len(POWERS) < 255:
    POWERS.append(gf_multiply(POWERS[-1], 2))


def parity_row(i, k):
    """The rule stated in reed-solomon.json: 1; t; t (s + 1) / (s + t), with t = 2^j, s = 2^(62 + i)."""
    row = []
    for j in range(k):
        t, s = POWERS[j], POWERS[62 + i]
        row.append((1, t)[i] if i < 2 else GF[GF[t][s ^ 1]][GF[s ^ t].index(1)])
    return row


def combine(coefficients, shards):
    """The sum of coefficient times shard, for one row."""
    total = bytes(len(shards[0]))
    for factor, shard in zip(coefficients, shards, strict=True):
        total = bytes(x ^ GF[factor][y] for x, y in zip(total, shard, strict=True))
    return total.hex()


def check_reed_solomon(report, vectors):
    for number, case in enumerate(vectors["cases"]):
        shards = [bytes.fromhex(shard) for shard in case["data"]]
        computed = [combine(parity_row(i, case["k"]), shards) for i in range(case["m"])]
        report.run("reed-solomon", "reed-solomon/case-%d" % number,
                   lambda: expect(computed, case["parity"], "parity"))  # fmt: skip
    for number, matrix in enumerate(vectors["matrices"]):
        rows = [parity_row(i, matrix["k"]) for i in range(matrix["m"])]
        report.run("reed-solomon", "reed-solomon/matrix-%d" % number,
                   lambda: expect(rows, matrix["rows"], "rows"))  # fmt: skip
    for number, case in enumerate(vectors.get("reconstruct", [])):
        shards = [bytes.fromhex(shard) for shard in case["survivorShards"]]
        lost = [combine(row, shards) for row in case["coefficients"]]
        report.run("reed-solomon", "reed-solomon/reconstruct-%d" % number,
                   lambda: expect(lost, case["lostShards"], "lost shards"))  # fmt: skip


def check_secrets(report, vectors):
    """Section 18.3: a key from a passphrase or the node seed, then XChaCha20-Poly1305. The list
    `sealed` uses Argon2id, which the standard library lacks: it is not checked here."""

    def passphrase_key(case):
        phrase, salt = case["passphrase"].encode("utf-8"), bytes.fromhex(case["salt"])
        return hashlib.pbkdf2_hmac("sha256", phrase, salt, 600_000)

    def node_seed_key(case):
        expect(case["salt"], "00" * 16, "salt")
        context = "scp2p publisher-identity v1"
        return crypto.blake3_derive_key(context, bytes.fromhex(case["node_seed"]))

    for name, derive in (("passphrase", passphrase_key), ("node_key", node_seed_key)):
        for number, case in enumerate(vectors[name]):

            def check():
                nonce, sealed = bytes.fromhex(case["nonce"]), bytes.fromhex(case["ciphertext"])
                opened = crypto.xchacha20_poly1305_open(derive(case), nonce, sealed)
                expect(jsonable(opened), case["secret"], "secret")

            report.run("secret", "secret/%s-%d" % (name, number), check)


def check_catalog(report, vectors):
    """docs/catalog-protocol.md, by the implementation in scp2p/catalog.py."""

    def made(numbers, revision=lambda number: 0):
        return [catalog.made_item(number, revision(number)) for number in range(*numbers)]

    def item(case):
        fields = dict(case["item"])
        for name in ("content_id", "chunk_list_hash"):
            fields[name] = bytes.fromhex(fields[name])
        expect(catalog.encode_item(fields).hex(), case["encoded"], "encoded")
        expect(catalog.key_of(fields).hex(), case["key"], "key")
        values = catalog.plain(parse(bytes.fromhex(case["encoded"])))
        expect(catalog.decode_item(values), fields, "fields")

    def tree(case):
        pages, root, count = catalog.build(made((case["first"], case["last"])))
        expect([root.hex(), count, len(pages)], [case["root"], case["count"], case["pages"]], "tree")
        for page in pages.values():
            catalog.decode_page(page)

    def edit(case):
        olds, news = made(case["before"]), made(case["after"], lambda number: number % 5 == 0)
        expect(catalog.changes_bytes(olds, news).hex(), case["changes"], "changes")
        expect(catalog.build(olds)[1].hex(), case["base"], "base")
        expect(catalog.build(news)[1].hex(), case["root"], "root")

    def bad_page(case):
        try:
            catalog.decode_page(bytes.fromhex(case["page"]))
        except (catalog.Refused, Reject):
            return
        raise AssertionError("not refused: " + case["what"])

    def root(case):
        names = ("seed", "share_id", "manifest_id", "first", "signature")
        seed, share, manifest, first, signature = (bytes.fromhex(case[name]) for name in names)
        encoded = catalog.root_bytes(share, int(case["seq"]), manifest, case["count"], first)
        expect(encoded.hex(), case["encoded"], "root")
        expect(catalog.verify_root(seed, encoded, signature), True, "signature")

    def payload(case):
        octets = bytes.fromhex(case["payload"])
        item = parse(octets)
        expect(item.kind, "map", "kind")

    kinds = {"items": item, "trees": tree, "edits": edit, "bad_pages": bad_page, "roots": root}
    for name, check in {**kinds, "messages": payload}.items():
        for number, case in enumerate(vectors[name]):
            report.run("catalog", "catalog/%s-%d" % (name, number), lambda: check(case))


def check_content(report, vectors):
    """X5.3 and X5.4 of docs/extensions.md, by the implementation in scp2p/content.py."""

    def pages(case):
        hashes = data({"modulus": 251, "length": 32 * case["chunks"]})
        values = content.values_of(hashes)
        expect([value.hex() for value in values], case["values"], "values")
        list_hash = bytes.fromhex(case["list_hash"])
        expect(content.list_hash_of(hashes), list_hash, "list hash")
        for page, proof in enumerate(map(bytes.fromhex, case["proofs"])):
            expect(content.proof_of(values, page), proof, "proof")
            own = content.page_of(hashes, page)
            good = content.verify_page(list_hash, case["chunks"], page, own, proof)
            bad = content.verify_page(list_hash, case["chunks"], page ^ 1, own, proof)
            expect([good, bad], [True, False], "verdicts")

    def held(case):
        parts = content.parts_of(case["chunks"], set(case["held"]))
        expect(None if parts is None else parts.hex(), case["parts"], "parts")

    def payload(case):
        expect(parse(data(case["payload"])).kind, "map", "kind")

    kinds = {"lists": pages, "held": held, "messages": payload, "refused": payload}
    for name, check in kinds.items():
        for number, case in enumerate(vectors[name]):
            report.run("content", "content/%s-%d" % (name, number), lambda: check(case))


def check_community(report, vectors):
    """docs/community-protocol.md, by the implementation in scp2p/community.py."""
    identifier, now = bytes.fromhex(vectors["community_id"]), vectors["now"]

    def good(case):
        typed = bytes.fromhex(case["typed"])
        community.verify(typed, identifier, now)
        expect(case["kind"], "member" if typed[0] == community.MEMBER else "share", "kind")

    def bad(case):
        try:
            community.verify(bytes.fromhex(case["typed"]), identifier, now)
        except community.Refused:
            return
        raise AssertionError("not refused: " + case["what"])

    def order(case):
        for typed in (case["stays"], case["goes"]):
            community.verify(bytes.fromhex(typed), identifier, now)

    def words(case):
        found = community.words(case["texts"], community.MAX_WORDS[case["of"]])
        expect(found, case["words"], "words")

    def payload(case):
        expect(parse(bytes.fromhex(case["payload"])).kind, "map", "kind")

    kinds = {"records": good, "bad_records": bad, "orders": order, "words": words, "messages": payload}
    for name, check in kinds.items():
        for number, case in enumerate(vectors[name]):
            report.run("community", "community/%s-%d" % (name, number), lambda: check(case))


def check_vault(report, vectors):
    """docs/vault-protocol.md, by the implementation in scp2p/vault.py."""

    def octets(where, name):
        return bytes.fromhex(where[name])

    seeds = {name: octets(vectors, name + "_seed") for name in ("owner", "holder")}
    keys, recovery = vectors["keys"], vectors["recovery"]
    file_id, file_key = octets(keys, "file_id"), octets(keys, "file_key")
    orders = {}

    def message(case):
        fields = vault.plain(parse(octets(case, "payload")))
        expect(encode(fields).hex(), case["payload"], "payload")
        request = case["direction"] == "request"
        if request:
            orders[case["type"]] = fields
        if "signature" in case:
            signer = "owner" if request else "holder"
            order = None if request else orders[case["type"]]
            signing = vault.signed_bytes(case["type"], fields, order)
            expect(signing.hex(), case["signing_bytes"], "signing bytes")
            expect(crypto.ed25519_sign(seeds[signer], signing).hex(), case["signature"], "signature")
            expect(case["signature"] in case["payload"], True, "signature in the payload")

    def key(name):
        if name == "wrapped":
            opened = vault.unwrap(seeds["owner"], file_id, octets(keys, name))
            expect(opened, file_key, "unwrapped key")
            expect(vault.unwrap(seeds["owner"], bytes(16), octets(keys, name)), None, "other file")
        else:
            index, generation = (int(number) for number in name.split("_")[2:])
            expect(vault.shard_id(file_key, index, generation).hex(), keys[name], name)

    def run(case):
        k, m = case["k"], case["m"]

        def parity(pieces):
            return [bytes.fromhex(combine(parity_row(i, k), pieces)) for i in range(m)]

        content = data({"modulus": 251, "length": case["plain_modulus_251"]})
        made = vault.shards(file_key, file_id, content, k, case["piece_log"], parity)
        expect([shard.hex() for shard in made], case["shards"], "shards")
        expect([crypto.blake3(shard).hex() for shard in made], case["hashes"], "hashes")
        for shard, proof in zip(made, case["proofs_of_leaf_0"], strict=True):
            root = vault.verify_proof(len(shard), 0, shard[:1024], bytes.fromhex(proof))
            expect(root, crypto.blake3(shard), "root by proof")

    def phrase():
        domain = b"scp2p vault recovery v1"
        expect(" ".join(vault.words()[:: 2047]), recovery["first_and_last_word"], "words")
        said = recovery["words"].split()
        expect(vault.to_words(domain, seeds["owner"]), said, "phrase")
        expect(vault.from_words(domain, said, 32), seeds["owner"], "seed")
        expect(vault.from_words(domain, said[:-1] + ["baba"], 32), None, "wrong word")

    def parts(some):
        domain, said = b"scp2p vault recovery part v1", recovery["parts_3_of_5"]
        read = [vault.from_words(domain, said[i].split(), 34) for i in some]
        expect([part[0] for part in read], [0x30 | i + 1 for i in some], "heads")
        expect(vault.join(read), seeds["owner"], "seed")

    def link(text):
        name, value, written = vault.parse_link(text)
        expect(name, file_id, "file id")
        expect(value[0], file_key, "file key")
        expect(encode(value), written, "fragment")

    def page(case):
        owner, device = octets(vectors, "owner"), octets(case, "device")
        sealed, number = octets(case, "sealed"), case["page"]
        opened = vault.open_page(seeds["owner"], owner, number, device, case["sequence"], sealed)
        expect(opened and opened.hex(), case["plain"], "page")
        later = vault.open_page(seeds["owner"], owner, number, device, case["sequence"] + 1, sealed)
        expect(later, None, "another sequence")
        entries = vault.plain(parse(opened))
        expect(encode(entries), opened, "encoding")
        expect({entry[0][0] % 64 for entry in entries}, {number}, "page of the files")

    for name in ("owner", "holder"):
        report.run("vault", "vault/" + name,
                   lambda: expect(crypto.ed25519_public(seeds[name]).hex(), vectors[name], name))  # fmt: skip
    for name in ("wrapped", "shard_id_0_0", "shard_id_5_3"):
        report.run("vault", "vault/keys-" + name, lambda: key(name))
    report.run("vault", "vault/words", phrase)
    for some in ((0, 1, 2), (4, 2, 0), (1, 3, 4)):
        report.run("vault", "vault/parts-%d-%d-%d" % some, lambda: parts(some))
    kinds = {"messages": message, "runs": run, "links": link, "pages": page}
    for name, check in kinds.items():
        for number, case in enumerate(vectors[name]):
            report.run("vault", "vault/%s-%d" % (name, number), lambda: check(case))


def check_reach(report, vectors):
    """docs/reach-protocol.md, by the implementation in scp2p/reach.py."""

    def refuses(what, decode):
        try:
            decode()
        except Reject:
            return
        raise AssertionError(what + " was accepted")

    def offer(payload):
        expect(reach.decode_offer(data(payload))[1].hex(), payload, "offer")

    def meeting(case):
        said, again = reach.decode_meeting(case["type"], case["direction"], data(case["payload"]))
        expect(said, case["expected"], case["what"])
        expect(again.hex(), case["encoded"], "encoding")

    def refused(case):
        refuses(case["what"], lambda: reach.decode_offer(data(case["payload"])))

    def refused_meeting(case):
        number, direction, payload = case["type"], case["direction"], data(case["payload"])
        refuses(case["what"], lambda: reach.decode_meeting(number, direction, payload))

    kinds = {
        "messages": offer,
        "refused": refused,
        "meetings": meeting,
        "refused_meetings": refused_meeting,
        "checks": lambda case: expect(reach.check(case).hex(), case["packet"], "packet"),
        "answers": lambda case: expect(reach.answer(case).hex(), case["packet"], "packet"),
    }
    for name, check in kinds.items():
        for number, case in enumerate(vectors[name]):
            report.run("reach", "reach/%s-%d" % (name, number), lambda: check(case))


def check_hello_extension(report, vectors):
    """X1 of docs/extensions.md, by the implementation in scp2p/extension.py."""

    def accepted(case):
        expect(extension.decode(data(case["value"])), case["expected"], case["what"])

    def refused(case):
        try:
            extension.decode(data(case["value"]))
        except Reject:
            return
        raise AssertionError(case["what"] + " was accepted")

    for name, check in {"accepted": accepted, "refused": refused}.items():
        for number, case in enumerate(vectors[name]):
            identifier = "hello-extension/%s-%d" % (name, number)
            report.run("hello-extension", identifier, lambda: check(case))


OTHER_FILES = {
    "hello-extension.json": check_hello_extension,
    "reach-extension.json": check_reach,
    "community-extension.json": check_community,
    "content-extension.json": check_content,
    "vault.json": check_vault,
    "catalog-extension.json": check_catalog,
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
