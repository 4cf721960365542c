"""Keys, ids, hashes, key agreement, content layout."""

from common import A1, B2, C3, SEED_A, SEED_B, SEED_S, case


def files():
    return (
        ("identities.json", "input: seed or public_key; expected: public_key, node_id, share_id "
         "(which is also the community id).", identities()),
        ("hashes.json", "kind hash: input algorithm (sha256, blake3, blake3-derive-key with "
         "context) and data; kind chunk-list: input chunk_hashes.", hashes()),
        ("content.json", "input: data of a file; expected: ids, chunk layout, chunk hashes.",
         contents()),
        ("key-agreement.json", "kind key-agreement: X25519 from both private keys; kind "
         "session-secret: input shared_secret and both nonces.", key_agreements()),
    )  # fmt: skip


def identities():
    published = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    yield case("identity/rfc8032", "identity", "1.2", {"public_key": published}, published_as={
        "input.public_key": "19.1/public key", "expected.share_id": "19.1/its ShareId",
        "expected.node_id": "19.1/its NodeId"})  # fmt: skip
    for name, seed in (("A", SEED_A), ("B", SEED_B)):
        yield case("identity/node-" + name.lower(), "identity", "1.2", {"seed": seed}, published_as={
            "input.seed": "19.1/%s seed (node)" % name, "expected.public_key": "19.1/%s public" % name,
            "expected.node_id": "19.1/%s NodeId" % name})  # fmt: skip
    yield case("identity/share-s", "identity", "1.2", {"seed": SEED_S}, published_as={
        "input.seed": "19.1/S seed (share)", "expected.public_key": "19.1/S public",
        "expected.share_id": "19.1/S ShareId"})  # fmt: skip
    for seed in ("00" * 32, "ff" * 32, "80" + "00" * 31, "5a" * 32):
        yield case("identity/seed-" + seed[:4], "identity", "1.2", {"seed": seed})


def hashes():
    yield case("hash/content-id-ascii", "hash", "1.2", {"algorithm": "blake3", "data": b"scp2p".hex()},
               published_as={"expected.hash": "19.2/ContentId of ASCII `scp2p`"})  # fmt: skip
    yield case("chunk-list/two", "chunk-list", "1.2", {"chunk_hashes": ["08" * 32, "09" * 32]},
               published_as={"expected.chunk_list_hash": "19.2/chunk list hash of [08×32, 09×32]"})  # fmt: skip
    yield case("chunk-list/none", "chunk-list", "1.2", {"chunk_hashes": []})
    yield case("chunk-list/one", "chunk-list", "1.2", {"chunk_hashes": [A1]})
    yield case(
        "chunk-list/order-matters", "chunk-list", "1.2", {"chunk_hashes": ["09" * 32, "08" * 32]}
    )
    yield case("chunk-list/thirty-three", "chunk-list", "1.2",
               {"chunk_hashes": ["%02x" % i * 32 for i in range(33)]})  # fmt: skip
    label = "19.2/BLAKE3.derive_key(`scp2p publisher-identity v1`, 42×32)"
    yield case("derive-key/publisher-identity", "hash", "1.3", {
        "algorithm": "blake3-derive-key", "context": "scp2p publisher-identity v1", "data": "42" * 32,
    }, published_as={"expected.hash": label})  # fmt: skip
    yield case("derive-key/publisher-identity-node-a", "hash", "1.3", {
        "algorithm": "blake3-derive-key", "context": "scp2p publisher-identity v1", "data": SEED_A})  # fmt: skip
    yield case("derive-key/session-secret-material", "hash", "1.3", {
        "algorithm": "blake3-derive-key", "context": "scp2p-handshake-session-secret-v1",
        "data": "11" * 32 + "31" * 32 + "32" * 32})  # fmt: skip
    for length in (0, 1, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 3072, 3073, 8193, 65_536):
        recipe = {"modulus": 251, "length": length}
        yield case(
            "hash/blake3-%d" % length, "hash", "1.1", {"algorithm": "blake3", "data": recipe}
        )
    for length in (0, 1, 32, 64):
        recipe = {"modulus": 251, "length": length}
        yield case(
            "hash/sha256-%d" % length, "hash", "1.1", {"algorithm": "sha256", "data": recipe}
        )


def contents():
    yield case("content/two-chunks", "content", "1.2", {"data": {"modulus": 251, "length": 262_160}},
               published_as={"expected.content_id":
                             "19.2/file of 262,160 bytes, byte i = i mod 251: ContentId",
                             "expected.chunks.0.hash": "19.2/its chunk hash 0",
                             "expected.chunks.1.hash": "19.2/its chunk hash 1"})  # fmt: skip
    label = "19.2/ContentId of the empty file = chunk list hash of no chunks"
    yield case("content/empty", "content", "1.2", {"data": ""}, published_as={
        "expected.content_id": label, "expected.chunk_list_hash": label})  # fmt: skip
    yield case("content/one-byte", "content", "1.2", {"data": "00"})
    for length in (262_143, 262_144, 262_145, 524_288):
        recipe = {"modulus": 251, "length": length}
        yield case("content/%d-bytes" % length, "content", "1.2", {"data": recipe})
    yield case(
        "content/three-equal-chunks", "content", "1.2", {"data": {"repeat": "00", "count": 786_432}}
    )


def key_agreements():
    yield case("x25519/51-52", "key-agreement", "4.6",
               {"private_key": "51" * 32, "peer_private_key": "52" * 32}, published_as={
                   "expected.public_key": "19.2/X25519: private 51×32 → public",
                   "expected.peer_public_key": "19.2/X25519: private 52×32 → public",
                   "expected.shared_secret": "19.2/X25519 shared"})  # fmt: skip
    yield case("x25519/ordinary", "key-agreement", "4.6", {
        "private_key": "77076d0a7318a57d3c16c17251b26645df4c2f92ebc0992ab177fba51db92c2a",
        "peer_private_key": "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"})  # fmt: skip
    yield case("x25519/00-ff", "key-agreement", "4.6",
               {"private_key": "00" * 32, "peer_private_key": "ff" * 32})  # fmt: skip
    nonces = {"initiator_nonce": "31" * 32, "responder_nonce": "32" * 32}
    shared = "c898c37638919f639325fcff2bfd9f26efb6664fafb6b493e869196c9e73dc57"
    for name, value, label in (
        (
            "filler",
            "11" * 32,
            "session secret for shared = 11×32, initiator nonce 31×32, responder nonce 32×32",
        ),
        ("agreed", shared, "session secret for that shared value, nonces as above"),
    ):
        yield case("session-secret/" + name, "session-secret", "4.6", {"shared_secret": value, **nonces},
                   published_as={"expected.session_secret": "19.2/" + label})  # fmt: skip
    yield case("session-secret/all-zero-shared", "session-secret", "4.6",
               {"shared_secret": "00" * 32, **nonces}, note="Not rejected by the reference.")  # fmt: skip
    yield case("session-secret/nonces-swapped", "session-secret", "4.6",
               {"shared_secret": shared, "initiator_nonce": "32" * 32, "responder_nonce": "31" * 32})  # fmt: skip
    yield case("session-secret/other", "session-secret", "4.6",
               {"shared_secret": A1, "initiator_nonce": B2, "responder_nonce": C3})  # fmt: skip
