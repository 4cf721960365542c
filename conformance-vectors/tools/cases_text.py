"""Share links, bootstrap strings, item paths."""

import base64

from common import PUBLIC_A, PUBLIC_B, PUBLIC_S, SHARE_S, address, case, verdict

from scp2p import rules

BODY = "Vkdap1RjR0wChd9dvyvKtz2mUTWIOem3dIGy6rEHcIwDoQe_884Qvh1w3RjnS8CZZ-TWMJulDV8d3IZkElUxuA"
LINK = "scp2p://s/" + BODY
LONG_LINK = LINK + "?bp=192.0.2.10%3A7001%2Ctcp%3A%2F%2F198.51.100.7%3A7001"
HINTS = ["192.0.2.10:7001", "tcp://198.51.100.7:7001"]


def files():
    return (
        ("share-links.json", "kind share-link: input link; expected verdict, share_id, share_pubkey, "
         "bootstrap (texts). kind share-link-build: the way back, expected link.", [*links(), *builds()]),
        ("bootstrap.json", "kind bootstrap: input text; expected verdict and address. kind "
         "bootstrap-list: input entries; expected addresses with their twins, in order.",
         [*bootstraps(), *bootstrap_lists()]),
        ("paths.json", "kind path: input path as found; expected verdict and normalised path.", paths()),
    )  # fmt: skip


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def links():
    def one(name, link, reason=None, bootstrap=(), **more):
        if reason is None:
            stated = {"share_id": SHARE_S, "share_pubkey": PUBLIC_S, "bootstrap": list(bootstrap)}
            more["expected"] = more.pop("stated", stated)
        return verdict("share-link/" + name, "share-link", "16", {"link": link}, reason, **more)

    yield one("plain", LINK, note="The first example of section 16.")
    yield one("two-hints", LONG_LINK, bootstrap=HINTS, note="The second example of section 16.")
    yield one("surrounding-space", " \t\n" + LINK + "\r\n ")
    yield one("standard-alphabet", LINK.replace("-", "+").replace("_", "/"))
    public = bytes.fromhex(PUBLIC_A)
    body = encoded(rules.share_id(public) + public)
    yield one(
        "other-share",
        "scp2p://s/" + body,
        stated={
            "share_id": rules.share_id(public).hex(),
            "share_pubkey": PUBLIC_A,
            "bootstrap": [],
        },
    )
    yield one(
        "unescaped-hints", LINK + "?bp=192.0.2.10:7001,tcp://198.51.100.7:7001", bootstrap=HINTS
    )
    yield one(
        "escaped-twice",
        LINK + "?bp=192.0.2.10%253A7001%252Ctcp%253A%252F%252F198.51.100.7%253A7001",
        bootstrap=HINTS,
    )
    yield one(
        "lower-case-escapes",
        LINK + "?bp=192.0.2.10%3a7001%2ctcp%3a%2f%2f198.51.100.7%3a7001",
        bootstrap=HINTS,
    )
    yield one(
        "spaces-around-hints",
        LINK + "?bp=%20192.0.2.10%3A7001%20%2C%20tcp%3A%2F%2F198.51.100.7%3A7001%20",
        bootstrap=HINTS,
    )
    yield one(
        "ipv6-hint-with-key",
        LINK + "?bp=%5B2001%3Adb8%3A%3A1%5D%3A7001%40" + PUBLIC_B,
        bootstrap=["[2001:db8::1]:7001@" + PUBLIC_B],
    )
    yield one("other-parameter-first", LINK + "?x=1&bp=192.0.2.10%3A7001", bootstrap=HINTS[:1])
    yield one(
        "other-parameter-last",
        LINK + "?bp=192.0.2.10%3A7001&name=caf%C3%A9&flag",
        bootstrap=HINTS[:1],
    )
    yield one("only-other-parameters", LINK + "?x=1&y=2")
    yield one(
        "hint-is-no-address",
        LINK + "?bp=example.org%3A7001",
        bootstrap=["example.org:7001"],
        note="The parser returns texts; judging them is section 7.3.",
    )
    yield one("unspecified-hint", LINK + "?bp=0.0.0.0%3A7001", bootstrap=["0.0.0.0:7001"])

    raw = bytes.fromhex(SHARE_S + PUBLIC_S)
    strict = {
        "level": "must",
        "reference_verdict": "accept",
        "note": "The reference does not check it; a new implementation must.",
    }
    yield one(
        "id-of-another-key",
        "scp2p://s/" + encoded(bytes.fromhex(SHARE_S + PUBLIC_A)),
        "id-mismatch",
        **strict,
    )
    yield one("key-before-id", "scp2p://s/" + encoded(raw[32:] + raw[:32]), "id-mismatch", **strict)
    yield one("all-zero", "scp2p://s/" + "A" * 86, "id-mismatch", **strict)
    yield one("one-bit-changed", LINK[:10] + "W" + LINK[11:], "id-mismatch", **strict)
    for name, octets in (
        ("63-bytes", raw[:63]),
        ("65-bytes", raw + b"\0"),
        ("only-the-id", raw[:32]),
        ("two-links", raw + raw),
    ):
        yield one(name, "scp2p://s/" + encoded(octets), "wrong-length")
    yield one("empty-body", "scp2p://s/", "wrong-length")
    yield one("empty-body-with-query", "scp2p://s/?bp=192.0.2.10%3A7001", "wrong-length")
    yield one("85-characters", LINK[:-1], "bad-base64")
    yield one("bad-character", LINK[:20] + "*" + LINK[21:], "bad-base64")
    yield one("space-inside", LINK[:20] + " " + LINK[21:], "bad-base64")
    yield one("escaped-body", LINK[:-1] + "%41", "bad-base64")
    yield one("non-ascii-body", LINK[:-1] + "é", "bad-base64")
    yield one(
        "path-after-body",
        LINK + "/x",
        "wrong-length",
        note="The slash is in the standard alphabet.",
    )
    for name, link in (("upper-case-scheme", "SCP2P" + LINK[5:]), ("upper-case-s", "scp2p://S/" + BODY),
                       ("other-scheme", "http://s/" + BODY), ("no-scheme", BODY), ("one-slash", "scp2p:/s/" + BODY),
                       ("share-form", "scp2p://share/" + SHARE_S + "?pubkey=" + PUBLIC_S), ("missing-s", "scp2p://" + BODY),
                       ("text-before", "link: " + LINK), ("empty", ""), ("only-space", "   "), ("only-scheme", "scp2p://")):  # fmt: skip
        yield one(name, link, "wrong-prefix")


def builds():
    def one(name, bootstrap, **expected):
        given = {"share_id": SHARE_S, "share_pubkey": PUBLIC_S, "bootstrap": bootstrap}
        more = {"expected": expected} if expected else {}
        return case("share-link-build/" + name, "share-link-build", "16", given, **more)

    yield one("plain", [], link=LINK)
    yield one("two-hints", HINTS, link=LONG_LINK)
    yield one("quic-with-key", ["quic://192.0.2.10:7000@" + PUBLIC_A])
    yield one("ipv6", ["[2001:db8::1]:7001"], link=LINK + "?bp=%5B2001%3Adb8%3A%3A1%5D%3A7001")


# ---------------------------------------------------------------- bootstrap strings


def bootstraps():
    def good(name, text, fields):
        return verdict(
            "bootstrap/" + name, "bootstrap", "7.3", {"text": text}, expected={"address": fields}
        )

    v4, v6 = "c000020a", "20010db8" + "00" * 11 + "01"
    yield good("bare", "192.0.2.10:7001", address(v4))
    yield good("tcp", "tcp://192.0.2.10:7001", address(v4))
    yield good("quic", "quic://192.0.2.10:7000", address(v4, 7000, "quic"))
    yield good("ipv6", "[2001:db8::1]:7001", address(v6))
    yield good("ipv6-quic", "quic://[2001:db8::1]:7000", address(v6, 7000, "quic"))
    yield good("ipv6-long", "[2001:0db8:0000:0000:0000:0000:0000:0001]:1", address(v6, 1))
    yield good("ipv6-upper-case", "[2001:DB8::1]:7001", address(v6))
    yield good("ipv6-mapped", "[::ffff:192.0.2.10]:7001", address("00" * 10 + "ffff" + v4))
    yield good("ipv6-any", "[::]:65535", address("00" * 16, 65535))
    yield good("key", "192.0.2.10:7001@" + PUBLIC_A, address(v4, hint=PUBLIC_A))
    yield good(
        "key-upper-case", "tcp://192.0.2.10:7001@" + PUBLIC_A.upper(), address(v4, hint=PUBLIC_A)
    )
    yield good(
        "ipv6-key", "quic://[2001:db8::1]:7000@" + PUBLIC_B, address(v6, 7000, "quic", PUBLIC_B)
    )
    yield good("port-0", "192.0.2.10:0", address(v4, 0))
    yield good("port-65535", "192.0.2.10:65535", address(v4, 65535))
    yield good("unspecified", "0.0.0.0:7001", address("00000000"))
    for name, text in (
        ("empty", ""), ("only-prefix", "tcp://"), ("no-port", "192.0.2.10"), ("empty-port", "192.0.2.10:"),
        ("port-65536", "192.0.2.10:65536"), ("negative-port", "192.0.2.10:-1"), ("port-text", "192.0.2.10:http"),
        ("dns-name", "example.org:7001"), ("localhost", "tcp://localhost:7001"), ("only-port", ":7001"),
        ("three-octets", "192.0.2:7001"), ("five-octets", "192.0.2.10.1:7001"), ("octet-256", "192.0.2.256:7001"),
        ("octal-octet", "192.0.02.10:7001"), ("ipv6-bare", "2001:db8::1:7001"), ("ipv6-unclosed", "[2001:db8::1:7001"),
        ("ipv6-no-port", "[2001:db8::1]"), ("ipv6-two-ellipses", "[2001::db8::1]:7001"), ("ipv4-in-brackets", "[192.0.2.10]:7001"),
        ("key-63-digits", "192.0.2.10:7001@" + PUBLIC_A[:63]), ("key-65-digits", "192.0.2.10:7001@" + PUBLIC_A + "0"),
        ("key-not-hex", "192.0.2.10:7001@" + "g" + PUBLIC_A[1:]), ("key-empty", "192.0.2.10:7001@"),
        ("key-only", "@" + PUBLIC_A), ("two-keys", "192.0.2.10:7001@%s@%s" % (PUBLIC_A, PUBLIC_B)),
        ("udp", "udp://192.0.2.10:7001"), ("upper-case-prefix", "TCP://192.0.2.10:7001"), ("two-prefixes", "tcp://quic://192.0.2.10:7001"),
        ("trailing-slash", "tcp://192.0.2.10:7001/"), ("space-inside", "192.0.2.10: 7001"), ("two-entries", "192.0.2.10:7001,192.0.2.11:7001"),
        ("not-ascii-digit", "192.0.2.1０:7001"),
    ):  # fmt: skip
        yield verdict("bootstrap/" + name, "bootstrap", "7.3", {"text": text}, "bad-address")


def bootstrap_lists():
    def one(name, entries, *addresses):
        return case("bootstrap-list/" + name, "bootstrap-list", "7.3", {"entries": entries},
                    expected={"addresses": list(addresses)})  # fmt: skip

    a, b = "c000020a", "c633640b"
    yield one("empty", [])
    yield one("tcp", ["192.0.2.10:7001"], address(a), address(a, 7000, "quic"))
    yield one("quic", ["quic://192.0.2.10:7000"], address(a), address(a, 7000, "quic"))
    yield one(
        "key-goes-along",
        ["192.0.2.10:7001@" + PUBLIC_A],
        address(a, hint=PUBLIC_A),
        address(a, 7000, "quic", PUBLIC_A),
    )
    yield one(
        "two-tcp",
        ["192.0.2.10:7001", "198.51.100.11:9001"],
        address(a),
        address(b, 9001),
        address(a, 7000, "quic"),
        address(b, 9000, "quic"),
    )
    yield one(
        "two-quic",
        ["quic://198.51.100.11:9000", "quic://192.0.2.10:7000"],
        address(b, 9001),
        address(a),
        address(b, 9000, "quic"),
        address(a, 7000, "quic"),
    )
    yield one(
        "both-given",
        ["192.0.2.10:7001", "quic://192.0.2.10:7000"],
        address(a),
        address(a, 7000, "quic"),
    )
    yield one(
        "same-twice",
        ["192.0.2.10:7001", "tcp://192.0.2.10:7001"],
        address(a),
        address(a, 7000, "quic"),
    )
    yield one("tcp-port-0-saturates", ["192.0.2.10:0"], address(a, 0), address(a, 0, "quic"))
    yield one(
        "quic-port-65535-saturates",
        ["quic://192.0.2.10:65535"],
        address(a, 65535),
        address(a, 65535, "quic"),
    )
    yield one(
        "ipv6",
        ["[2001:db8::1]:7001"],
        address("20010db8" + "00" * 11 + "01"),
        address("20010db8" + "00" * 11 + "01", 7000, "quic"),
    )


# ---------------------------------------------------------------- paths


def paths():
    def one(name, path, result=None, reason=None):
        stated = {"expected": {"path": result}} if result is not None else {}
        return verdict("path/" + name, "path", "9.1", {"path": path}, reason, **stated)

    for name, path, result in (
        ("file", "a.txt", "a.txt"), ("folder", "dir/a.txt", "dir/a.txt"), ("backslashes", "dir\\sub\\a.txt", "dir/sub/a.txt"),
        ("mixed", "dir\\sub/a.txt", "dir/sub/a.txt"), ("empty-segments", "dir//sub///a.txt", "dir/sub/a.txt"),
        ("dot-segments", "./dir/./a.txt", "dir/a.txt"), ("leading-slash", "/dir/a.txt", "dir/a.txt"),
        ("trailing-slash", "dir/sub/", "dir/sub"), ("network-share", "\\\\host\\dir\\a.txt", "host/dir/a.txt"),
        ("three-dots", "dir/.../a.txt", "dir/.../a.txt"), ("hidden", ".hidden/..a", ".hidden/..a"), ("dots-in-name", "a..b/c..", "a..b/c.."),
        ("unicode", "été/日本語/🎁.txt", "été/日本語/🎁.txt"), ("decomposed-stays", "e\u0301.txt", "e\u0301.txt"), ("space", " a / b ", " a / b "),
        ("colon-not-a-drive", "ab:c/d", "ab:c/d"), ("1024-bytes", "a" * 1024, "a" * 1024),
        ("1024-bytes-in-segments", "/".join(["abc"] * 256) + "d", "/".join(["abc"] * 256) + "d"),
        ("1024-bytes-of-two-byte-letters", "é" * 512, "é" * 512),
    ):  # fmt: skip
        yield one(name, path, result)
    for name, path in (("parent", "../a.txt"), ("parent-inside", "dir/../a.txt"), ("parent-last", "dir/.."),
                       ("parent-backslash", "dir\\..\\a.txt"), ("only-parent", "..")):  # fmt: skip
        yield one(name, path, reason="parent-segment")
    for name, path in (
        ("drive", "C:\\dir\\a.txt"),
        ("drive-slash", "C:/dir/a.txt"),
        ("drive-lower-case", "z:/a.txt"),
        ("drive-only", "C:"),
    ):
        yield one(name, path, reason="drive-letter")
    for name, path in (
        ("empty", ""),
        ("slash", "/"),
        ("dot", "."),
        ("slashes-and-dots", "/././/\\.\\"),
    ):
        yield one(name, path, reason="empty-path")
    yield one("1025-bytes", "a" * 1025, reason="path-too-long")
    yield one("1026-bytes-of-two-byte-letters", "é" * 513, reason="path-too-long")
