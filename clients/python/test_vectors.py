#!/usr/bin/python3
"""test_vectors.py FOLDER: the same bytes as the hub's own code, by the vectors of tests/contract/vectors."""

import json
import os
import sys
import unittest

import tabadul_client  # noqa: F401 (finds the stubs)
import evidence
from google.protobuf import json_format
from tabadul.jobs.v1 import training_offer_pb2, vacancy_pb2

MESSAGES = {
    "tabadul.jobs.v1.Vacancy": vacancy_pb2.Vacancy,
    "tabadul.jobs.v1.TrainingOffer": training_offer_pb2.TrainingOffer,
}
FOLDER = sys.argv.pop() if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../tests/contract/vectors")


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return json.load(file)


class Vectors(unittest.TestCase):
    def test_canonical_bytes_of_json_and_of_what_was_received(self):
        vectors = read("canonical.json")
        self.assertGreater(len(vectors), 15)
        for vector in vectors:
            with self.subTest(vector["name"]):
                message = json_format.ParseDict(vector["payload"], MESSAGES[vector["message"]]())
                self.assertEqual(evidence.canonical_bytes(message).hex(), vector["bytes"])
                again = MESSAGES[vector["message"]].FromString(bytes.fromhex(vector["bytes"]))
                self.assertEqual(evidence.canonical_bytes(again).hex(), vector["bytes"])
                self.assertEqual(evidence.hashlib.sha256(bytes.fromhex(vector["bytes"])).hexdigest(), vector["digest"])

    def test_set_hashes(self):
        held = evidence.SetHash()
        for step in read("set-hash.json"):
            with self.subTest(step["name"]):
                for change, apply in (("remove", held.remove), ("add", held.add)):
                    for record in step[change]:
                        item = evidence.item_of(record["recordId"], bytes.fromhex(record["digest"]))
                        self.assertEqual(item.hex(), record["item"])
                        apply(item)
                self.assertEqual((held.count, held.digest().hex()), (step["count"], step["setHash"]))

    def test_trees(self):
        for vector in read("reconcile.json"):
            with self.subTest(vector["name"]):
                held = []
                for record in vector["records"]:
                    digest = bytes.fromhex(record["digest"])
                    self.assertEqual(evidence.bucket_of(record["recordId"]).hex(), record["bucket"])
                    self.assertEqual(evidence.item_of(record["recordId"], digest).hex(), record["item"])
                    held.append((record["recordId"], digest))
                tree = evidence.RecordTree(held)
                for bucket in vector["buckets"]:
                    child, last = bytes.fromhex(bucket["prefix"])
                    hashes = tree.buckets(bytes([child]))
                    self.assertEqual(hashes[32 * last:32 * last + 32].hex(), bucket["hash"])
                for child in vector["children"]:
                    [first] = bytes.fromhex(child["prefix"])
                    self.assertEqual(tree.children()[32 * first:32 * first + 32].hex(), child["hash"])
                self.assertEqual(evidence.hashlib.sha256(tree.children()).hexdigest(), vector["childrenDigest"])

    def test_signatures(self):
        vectors = read("mark.json")
        for vector in vectors["signatures"]:
            with self.subTest(vector["name"]):
                good = evidence.verify(bytes.fromhex(vectors["publicKey"]), vector["context"],
                                       bytes.fromhex(vector["message"]), bytes.fromhex(vector["signature"]))
                self.assertEqual(good, vector["good"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
