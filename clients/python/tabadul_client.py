"""A worked client of the exchange: a token for the certificate, push with credits and repetition, follow with a cursor.

It does what docs/protocol.md asks of a client, in as few lines as that takes. Copy it and change it.
"""

import collections
import os
import random
import sys
import threading
import time

import grpc

sys.path.insert(0, os.environ.get("TABADUL_STUBS", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gen")))

from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from tabadul.common.v1 import goodbye_pb2  # noqa: E402
from tabadul.exchange.v1 import feed_pb2, follower_pb2, push_pb2  # noqa: E402
from tabadul.identity.v1 import identity_service_pb2, identity_service_pb2_grpc  # noqa: E402
from tabadul.jobs.v1 import training_offer_exchange_service_pb2_grpc, vacancy_exchange_service_pb2_grpc  # noqa: E402

MESSAGE_ITEMS = 200  # in one message; more than 16 buys little
CONFIRM_EVERY = 10  # seconds, at most: the hub is told how far the copy is
SILENCE = 60  # seconds without a word of the hub: the stream is dead without knowing it
STUBS = {
    "vacancy": vacancy_exchange_service_pb2_grpc.VacancyExchangeServiceStub,
    "training_offer": training_offer_exchange_service_pb2_grpc.TrainingOfferExchangeServiceStub,
}


class Refused(Exception):
    """The hub said no; trying again would not help. `reason` is an ErrorReason's name ("NOT_OWNER")."""

    def __init__(self, reason, message):
        super().__init__(f"{reason}: {message}")
        self.reason = reason


def read_profile(path):
    """The profile that `tabadul admin certificate issue` writes: lines of `key: value`, paths beside the file."""
    profile = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            key, colon, value = line.partition(":")
            if colon and not line.startswith("#"):
                profile[key.strip()] = value.strip().strip("\"'")
    for key in ("certificate", "key", "authority"):
        profile[key] = os.path.join(os.path.dirname(os.path.abspath(path)), profile[key])
    return profile


def _reason_of(status):
    """Of a google.rpc.Status: what a program can act on, and how long to wait (seconds; 0 = not said)."""
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(retry)
    return info.reason, retry.retry_delay.ToTimedelta().total_seconds()


class _Ending:
    """How a stream ended: what its Goodbye said, or else the status of the call."""

    def __init__(self, goodbye, error):
        self.action = goodbye.action if goodbye else goodbye_pb2.GOODBYE_ACTION_UNSPECIFIED
        status = goodbye.status if goodbye else status_pb2.Status()
        code = grpc.StatusCode.OK
        if not goodbye and error is not None:
            code = error.code()
            for key, value in error.trailing_metadata() or ():
                if key == "grpc-status-details-bin":
                    status = status_pb2.Status.FromString(value)
            status.message = status.message or error.details() or ""
        self.reason, self.wait = _reason_of(status)
        self.message = status.message
        self.done = self.action == goodbye_pb2.GOODBYE_ACTION_DONE
        self.new_token = self.reason in ("TOKEN_EXPIRED", "TOKEN_INVALID", "TOKEN_CERTIFICATE_MISMATCH")
        # Without a Goodbye these are never an answer: something between has ended the stream.
        passing = (grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNKNOWN, grpc.StatusCode.CANCELLED,
                   grpc.StatusCode.INTERNAL, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED,
                   grpc.StatusCode.ABORTED)
        self.refused = not self.new_token and (self.action == goodbye_pb2.GOODBYE_ACTION_DENIED or
                                               (not goodbye and code not in passing))


class Backoff:
    """Waits that double, each shortened at random, so that a thousand clients do not come back at once."""

    def __init__(self, first=0.1, most=5.0):
        self.first, self.most, self.next = first, most, first

    def reset(self):
        self.next = self.first

    def wait(self, asked=0.0):
        pause = max(self.next * random.uniform(0.5, 1), asked * random.uniform(1, 1.1))
        self.next = min(self.next * 2, self.most)
        time.sleep(pause)


class _Watchdog:
    """Cancels a call that has been silent for too long."""

    def __init__(self, call):
        self._call, self._heard, self._over = call, time.monotonic(), threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while not self._over.wait(1):
            if self._heard is not None and time.monotonic() - self._heard > SILENCE:
                self._call.cancel()

    def heard(self):
        self._heard = time.monotonic()

    def busy(self):  # we are at work ourselves: the hub waits for us
        self._heard = None

    def stop(self):
        self._over.set()


class _Confirmer:
    """Tells the hub how far the copy is, now and then. That it cannot be told ends nothing: a later cursor says it too."""

    def __init__(self, connection, follower):
        self._connection, self._follower, self._next = connection, follower, 0.0

    def marked(self, cursor):
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + CONFIRM_EVERY
        try:
            self._connection.confirm(self._follower, cursor)
        except grpc.RpcError:
            pass


class Connection:
    """Mutual TLS by a profile's certificate, and a token that is renewed before its end. Thread-safe."""

    def __init__(self, profile, kind="vacancy", language="en"):
        with open(profile["authority"], "rb") as authority, open(profile["key"], "rb") as key, \
                open(profile["certificate"], "rb") as certificate:
            credentials = grpc.ssl_channel_credentials(authority.read(), key.read(), certificate.read())
        options = [("grpc.keepalive_time_ms", 20000), ("grpc.keepalive_timeout_ms", 20000),
                   ("grpc.max_receive_message_length", 16 << 20)]
        if profile.get("server_name"):
            options.append(("grpc.ssl_target_name_override", profile["server_name"]))
        self._channel = grpc.secure_channel(profile["endpoint"], credentials, options)
        self._identity = identity_service_pb2_grpc.IdentityServiceStub(self._channel)
        self.exchange = STUBS[kind](self._channel)
        self._language = language
        self._lock, self._token, self._renew = threading.Lock(), "", 0.0

    def metadata(self):
        """Of every call: who we are, and the language of error messages."""
        with self._lock:
            if not self._token or time.monotonic() >= self._renew:
                answer = self._identity.IssueToken(identity_service_pb2.IssueTokenRequest(), timeout=10)
                self._token = answer.access_token
                self._renew = time.monotonic() + 0.8 * answer.expires_in.ToTimedelta().total_seconds()
            return (("authorization", "Bearer " + self._token), ("accept-language", self._language))

    def forget_token(self):
        with self._lock:
            self._token = ""

    def signing_keys(self):
        request = identity_service_pb2.ListSigningKeysRequest()
        return list(self._identity.ListSigningKeys(request, metadata=self.metadata(), timeout=10).keys)

    # -- push ---------------------------------------------------------------------------------------------------------

    def push(self, source, items, on_outcome):
        """Pushes PushItems; `on_outcome(item, outcome)` is told of each once, in order, after it is durably stored.

        Whatever happens on the way, what is unanswered is sent again in the same order on a new stream: the hub ends
        in the same state. Raises Refused.
        """
        state = _Push(source, items, on_outcome)
        backoff = Backoff()
        while not state.complete():
            answered = state.answered
            ending = state.attempt(self)
            if state.complete():
                return
            if ending.refused:
                raise Refused(ending.reason, ending.message)
            if ending.new_token:
                self.forget_token()
            if state.answered > answered:
                backoff.reset()
            backoff.wait(ending.wait)

    # -- follow -------------------------------------------------------------------------------------------------------

    def confirm(self, follower, cursor):
        """Everything up to `cursor` is in the copy, durably: so what was erased is gone from it."""
        request = follower_pb2.ConfirmCursorRequest(follower=follower, cursor=cursor)
        return self.exchange.ConfirmCursor(request, metadata=self.metadata(), timeout=5).follower

    def follow(self, store, feed_filter=None, until_mark=False, on_mark=None, follower=""):
        """Applies the feed to `store` from its cursor on; for ever, or to the first mark. At marks the hub is told how far.

        `follower` names this copy, if the system keeps several (docs/protocol.md#followers).

        `store` has cursor(), apply(changes, cursor), withdraw(withdrawn), restart(), marked() (see store.py). Raises
        Refused, and whatever the store raises.
        """
        backoff, confirmer = Backoff(), _Confirmer(self, follower)
        while True:
            request = feed_pb2.WatchRequest(cursor=store.cursor(), filter=feed_filter, until_mark=until_mark,
                                            follower=follower)
            ending, heard, marked = self._watch(store, request, on_mark, confirmer)
            if until_mark and (marked or ending.done):
                return
            if ending.reason == "EPOCH_CHANGED" and store.cursor():
                store.restart()  # the hub was restored: the feed comes again from its beginning
            elif ending.refused:
                raise Refused(ending.reason, ending.message)
            if ending.new_token:
                self.forget_token()
            if heard:
                backoff.reset()
            backoff.wait(ending.wait)

    def _watch(self, store, request, on_mark, confirmer):
        goodbye, error, heard, marked, watchdog = None, None, False, False, None
        try:
            call = self.exchange.Watch(request, metadata=self.metadata())
            watchdog = _Watchdog(call)
            for response in call:
                heard = True
                watchdog.busy()
                mark = None
                if response.HasField("changes"):
                    store.apply(response.changes.changes, response.changes.cursor)
                    mark = response.changes.mark if response.changes.HasField("mark") else None
                elif response.HasField("heartbeat"):
                    if response.heartbeat.cursor and response.heartbeat.cursor != store.cursor():
                        store.apply([], response.heartbeat.cursor)
                    mark = response.heartbeat.mark if response.heartbeat.HasField("mark") else None
                elif response.HasField("withdrawn"):
                    store.withdraw(response.withdrawn)
                elif response.HasField("goodbye"):
                    goodbye = response.goodbye
                if mark is not None:
                    marked = True
                    store.marked()
                    confirmer.marked(store.cursor())
                    if on_mark:
                        on_mark(mark)
                watchdog.heard()
        except grpc.RpcError as caught:
            error = caught
        finally:
            if watchdog:
                watchdog.stop()
        return _Ending(goodbye, error), heard, marked


class _Push:
    """The work of one push over all its streams: items, and the tail that was sent and is unanswered."""

    def __init__(self, source, items, on_outcome):
        self._source, self._items, self._on_outcome = source, iter(items), on_outcome
        self._lock = threading.Condition()
        self._tail = collections.deque()
        self._number = self.answered = 0
        self._exhausted = False
        self._stream = 0  # of the stream that may take items

    def complete(self):
        with self._lock:
            return self._exhausted and not self._tail

    def attempt(self, connection):
        goodbye, error, watchdog = None, None, None
        with self._lock:
            self._stream += 1
            stream, self._credits, self._in_flight = self._stream, 0, 0
            repeat = collections.deque(self._tail)
        try:
            call = connection.exchange.Push(self._requests(stream, repeat), metadata=connection.metadata())
            watchdog = _Watchdog(call)
            for response in call:
                watchdog.heard()
                if response.HasField("started"):
                    with self._lock:
                        self._credits = max(1, response.started.credits)
                        self._lock.notify_all()
                elif response.HasField("outcomes"):
                    self._take(response.outcomes.outcomes)
                elif response.HasField("goodbye"):
                    goodbye = response.goodbye
                    self._end(stream)  # half-closes; then read to the end
        except grpc.RpcError as caught:
            error = caught
        finally:
            self._end(stream)
            if watchdog:
                watchdog.stop()
        return _Ending(goodbye, error)

    def _end(self, stream):
        with self._lock:
            if self._stream == stream:
                self._stream += 1
            self._lock.notify_all()

    def _take(self, outcomes):
        for outcome in outcomes:
            with self._lock:
                if not self._tail or self._tail[0].item != outcome.item:
                    raise Refused("PROTOCOL", "an answer without its item")
                item = self._tail.popleft()
                self.answered += 1
                self._in_flight -= 1
                self._lock.notify_all()
            self._on_outcome(item, outcome)

    def _requests(self, stream, repeat):
        """What this stream writes; gRPC runs it on a thread of its own. Its end is the half-close."""
        yield push_pb2.PushRequest(options=push_pb2.PushOptions(source=self._source))
        while True:
            with self._lock:
                while self._stream == stream and self._in_flight >= self._credits:
                    self._lock.wait()
                if self._stream != stream:
                    return
                message = push_pb2.PushRequest()
                for _ in range(min(MESSAGE_ITEMS, self._credits - self._in_flight)):
                    item = repeat.popleft() if repeat else self._next()
                    if item is None:
                        break
                    message.items.items.append(item)
                if not message.items.items:
                    return
                self._in_flight += len(message.items.items)
            yield message

    def _next(self):
        """The next new item, now part of the tail; numbered 1, 2, 3, …"""
        item = next(self._items, None)
        if item is None:
            self._exhausted = True
            return None
        self._number += 1
        item.item = self._number
        self._tail.append(item)
        return item
