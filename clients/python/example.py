#!/usr/bin/python3
"""push FILE.jsonl | follow COPY.db: a ministry's system, in the small.

  ./example.py --profile profile.yaml push vacancies.jsonl    one tabadul.exchange.v1.Record as JSON a line
  ./example.py --profile profile.yaml follow copy.db          to the first mark, with the proof; again: what is new

Exit codes: 0 all in, or proven equal · 1 some rejected, or not equal · 3 refused.
"""

import argparse
import collections
import sys

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
    store, keys, result = Store(path), [], {}

    def on_mark(signed):
        try:
            mark, unequal = store.unequal(signed, keys)
        except LookupError:  # signed by a key that we do not know yet
            keys[:] = connection.signing_keys()
            mark, unequal = store.unequal(signed, keys)
        result.update(head=mark.head, proven=len(mark.sources) - len(unequal), unequal=unequal)

    connection.follow(store, feed_pb2.Filter(sources=sources), until_mark=True, on_mark=on_mark)
    records = sum(1 for _ in store.records())
    print(f"head={result['head']} records={records} proven={result['proven']} unequal={','.join(result['unequal'])}")
    return 1 if result["unequal"] else 0


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
