#!/usr/bin/python3
"""push FILE.jsonl | follow COPY.db: a ministry's system, in the small.

  ./example.py --profile profile.yaml push vacancies.jsonl    one tabadul.exchange.v1.Record as JSON a line
  ./example.py --profile profile.yaml follow copy.db          to the first mark, with the proof; again: what is new

A copy that differs from the hub's is told with the records that differ.
Exit codes: 0 all in, or proven equal · 1 some rejected, not equal, or unproven · 3 refused.
"""

import argparse
import collections
import sys

import grpc

import tabadul_client
from store import Store
from google.protobuf import json_format
from tabadul.exchange.v1 import feed_pb2, outcome_pb2, push_pb2


def items_of(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            item = push_pb2.PushItem()
            json_format.Parse(line, item.upsert)
            yield item


def push(connection, source, path):
    counts = collections.Counter()

    def on_outcome(item, outcome):
        name = outcome_pb2.Outcome.Name(outcome.outcome)[len("OUTCOME_"):]
        counts[name] += 1
        for error in outcome.errors:
            print(f"{item.upsert.record_id}: {error.field}: {error.message}", file=sys.stderr)

    connection.push(source, items_of(path), on_outcome)
    print(" ".join(f"{name}={count}" for name, count in sorted(counts.items())))
    return 1 if counts.keys() - {"CREATED", "UPDATED", "UNCHANGED"} else 0


def follow(connection, path, sources):
    store, keys, mark, unequal = Store(path), [], None, []

    def compare(signed):
        try:
            return store.unequal(signed, keys, connection.kind)
        except LookupError:  # signed by a key that we do not know yet
            keys[:] = connection.signing_keys()
            return store.unequal(signed, keys, connection.kind)

    def on_mark(signed):
        nonlocal mark, unequal
        mark, unequal = None, []
        try:
            mark, unequal = compare(signed)
        except (LookupError, ValueError, grpc.RpcError) as refused:  # it proves nothing, and ends nothing
            print(f"unproven: {refused}", file=sys.stderr)

    connection.follow(store, feed_pb2.Filter(sources=sources), until_mark=True, on_mark=on_mark)
    for source in unequal:
        say_what_differs(source, connection.reconcile(source, store.held(source)))
    head, proven = (mark.head, len(mark.sources) - len(unequal)) if mark else ("unknown", 0)
    print(f"head={head} records={sum(1 for _ in store.records())} proven={proven} unequal={','.join(unequal)}")
    return 1 if unequal or not mark else 0


def say_what_differs(source, differences):
    for record_id, (here, there) in sorted(differences.items()):
        what = "only the hub has it" if here is None else "only this copy has it" if there is None else "it is another one"
        print(f"{source}: {record_id}: {what}", file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--profile", required=True)
    arguments.add_argument("--kind", default="vacancy", choices=tabadul_client.STUBS)
    arguments.add_argument("--source", action="append", default=[], help="push: ours; follow: only these")
    arguments.add_argument("command", choices=["push", "follow"])
    arguments.add_argument("file")
    given = arguments.parse_args()
    connection = tabadul_client.Connection(tabadul_client.read_profile(given.profile), given.kind)
    try:
        if given.command == "push":
            return push(connection, given.source[0], given.file)
        return follow(connection, given.file, given.source)
    except tabadul_client.Refused as refused:
        print(refused, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
