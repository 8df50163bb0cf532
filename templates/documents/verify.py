"""Checks what Green Channel handed out. Needs Python 3.9 or later and `pip install cryptography`, and no network.

    python verify.py receipts.json contract.pdf ...   receipts, and whether these files are the ones that were received
    python verify.py GCR1/... contract.pdf            the same by a code on paper
    python verify.py export.zip                       an exported case: its chain, its files, its list

Add --key and the unit's public key, as the unit itself publishes it: without it only the signature of whoever made
the thing is checked, and that need not be the unit.
"""

import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

RECEIVED = {"received", "entered_afterwards"}  # what an entry says that was made when a file came


class Wrong(Exception):
    """Something is not as it was signed."""


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check(holds, words):
    if not holds:
        raise Wrong(words)


def check_signature(key, signature, message, words):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Wrong(words) from None


def check_entry(entry, key):
    """One entry: its details are what it committed to, its hash is of itself, the unit signed that hash."""
    where = f"entry {entry['n']}"
    if entry.get("details") is not None:
        said = hashlib.sha256(bytes.fromhex(entry["salt"]) + canonical(entry["details"])).hexdigest()
        check(said == entry["commitment"], f"{where}: the details were changed")
    linked = {name: entry[name] for name in ("case", "n", "at", "deed", "commitment", "previous")}
    check(hashlib.sha256(canonical(linked)).hexdigest() == entry["hash"], f"{where}: it was changed")
    signature = bytes.fromhex(entry["signature"])
    check_signature(key, signature, bytes.fromhex(entry["hash"]), f"{where}: not signed with this key")


def check_chain(entries, key):
    previous = "0" * 64
    for n, entry in enumerate(entries, 1):
        check(entry["n"] == n, f"entry {n} is missing")
        check(entry["previous"] == previous, f"entry {n} follows another one")
        check_entry(entry, key)
        previous = entry["hash"]


def check_receipts(receipts, files, key):
    hashes = {}
    for one in receipts["receipts"]:
        check_entry(one, key)
        name = hashlib.sha256(one["name"].encode()).hexdigest()
        check(one["case"] == receipts["case"], f"entry {one['n']}: of another case")
        check(one["deed"] in RECEIVED, f"entry {one['n']}: not of a file that was received")
        check(name == one["details"]["name"], f"entry {one['n']}: the name was changed")
        hashes[one["details"]["sha256"]] = one
    yield f"{len(hashes)} receipts of {receipts['case']} hold"
    for path in files:
        found = hashes.get(hashlib.sha256(path.read_bytes()).hexdigest())
        check(found, f"{path}: not a file of these receipts")
        yield f"{path} is the file received {found['details']['came']} (entry {found['n']})"


def check_code(code, files, key):
    said, _, signature = code.rpartition("/")
    check_signature(key, base64.urlsafe_b64decode(signature + "=="), said.encode(), "the code is not signed so")
    _, case, n, sha256, _ = said.split("/")
    yield f"entry {n} of {case} received a file with SHA-256 {sha256}"
    for path in files:
        check(hashlib.sha256(path.read_bytes()).hexdigest() == sha256, f"{path}: another file")
        yield f"{path} is that file"


def check_evidence(entries, manifest, listed):
    """What came is there, and what is there came."""
    came, entered = {}, set()
    for one in entries:
        check(one["case"] == manifest["case"], f"entry {one['n']}: of another case")
        if one.get("details") and "sha256" in one["details"]:
            entered.add(one["details"]["sha256"])
            if one["deed"] in RECEIVED:
                came[one["details"]["sha256"]] = one["n"]
    for name, one in listed.items():
        check(not one.get("evidence") or one["sha256"] in entered, f"{name}: not what was entered in the chain")
    there = {one["sha256"] for one in listed.values()}
    missing = sorted(n for sha256, n in came.items() if sha256 not in there)
    return [f"the file of entry {n} is not in it" for n in missing]


def check_export(path, key):
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        key = key or manifest["public_key"]
        signed = canonical({name: value for name, value in manifest.items() if name != "signature"})
        check_signature(key, bytes.fromhex(manifest["signature"]), signed, "manifest.json: not signed with this key")
        listed = {one["path"]: one for one in manifest["contents"]}
        names = sorted(archive.namelist())
        check(names == sorted({*listed, "manifest.json"}), "other files are in it than its list says, or one twice")
        for name, one in listed.items():
            with archive.open(name) as content:
                digest = hashlib.sha256()
                for piece in iter(lambda: content.read(1 << 20), b""):
                    digest.update(piece)
            check(digest.hexdigest() == one["sha256"], f"{name}: it was changed")
        entries = [json.loads(line) for line in archive.read("custody.jsonl").splitlines()]
    check_chain(entries, key)
    check(len(entries) == manifest["entries"], "the chain is shorter than it was")
    problems = check_evidence(entries, manifest, listed) + manifest["problems"]
    yield f"{manifest['case']}: {len(entries)} entries and {len(listed)} files are as they were exported"
    check(not problems, "it was not whole when it was exported: " + "; ".join(problems))


def main(arguments):
    key = ""
    if "--key" in arguments:
        place = arguments.index("--key")
        key = arguments[place + 1].replace(" ", "").lower()
        del arguments[place : place + 2]
    if not arguments:
        return print(__doc__) or 2
    what, files = arguments[0], [Path(one) for one in arguments[1:]]
    try:
        if what.startswith("GCR1/"):
            check(key, "a code alone needs --key")
            lines = check_code(what, files, key)
        elif zipfile.is_zipfile(what):
            lines = check_export(what, key)
        else:
            receipts = json.loads(Path(what).read_bytes())
            key = key or receipts["public_key"]
            lines = check_receipts(receipts, files, key)
        for line in lines:
            print("ok ", line)
    except Wrong as error:
        print("NO ", error)
        return 1
    except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile) as error:
        print("NO  this is nothing that Green Channel made, or it is damaged:", error)
        return 1
    if key:
        print("key", hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32], "- compare it with the unit's own")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
