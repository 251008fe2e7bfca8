"""A worked client of the exchange: a token for the certificate, push with credits and repetition, follow with a cursor.

It does what docs/protocol.md asks of a client, in as few lines as that takes. Copy it and change it.
"""

import collections
import itertools
import os
import random
import sys
import threading
import time

import grpc

import reconcile

sys.path.insert(0, os.environ.get("TABADUL_STUBS", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gen")))

from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from tabadul.common.v1 import goodbye_pb2  # noqa: E402
from tabadul.exchange.v1 import feed_pb2, follower_pb2, push_pb2, reconcile_pb2  # noqa: E402
from tabadul.identity.v1 import identity_service_pb2, identity_service_pb2_grpc  # noqa: E402
from tabadul.jobs.v1 import training_offer_exchange_service_pb2_grpc, vacancy_exchange_service_pb2_grpc  # noqa: E402
from tabadul.statistics.v1 import good_practice_exchange_service_pb2_grpc, series_exchange_service_pb2_grpc  # noqa: E402

MESSAGE_ITEMS = 200  # in one message, at most; more than 16 buys little
MESSAGE_BYTES = 1 << 20  # of one message, at most, but one item always
LINGER = 0.005  # seconds that a message waits for more items
CONFIRM_EVERY = 10  # seconds, at most: the hub is told how far the copy is
SILENCE = 60  # seconds without a word of the hub: the stream is dead without knowing it
STUBS = {
    "vacancy": vacancy_exchange_service_pb2_grpc.VacancyExchangeServiceStub,
    "training_offer": training_offer_exchange_service_pb2_grpc.TrainingOfferExchangeServiceStub,
    "series": series_exchange_service_pb2_grpc.SeriesExchangeServiceStub,
    "good_practice": good_practice_exchange_service_pb2_grpc.GoodPracticeExchangeServiceStub,
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


_REFUSES = {goodbye_pb2.GOODBYE_ACTION_DONE: False, goodbye_pb2.GOODBYE_ACTION_RECONNECT: False,
            goodbye_pb2.GOODBYE_ACTION_OVERLOADED: False, goodbye_pb2.GOODBYE_ACTION_DENIED: True}
# Without a Goodbye, or with an action of a newer hub, the code decides; these are never an answer: something between has ended
# the stream.
_PASSING = {code.value[0] for code in (
    grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNKNOWN, grpc.StatusCode.CANCELLED,
    grpc.StatusCode.INTERNAL, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.ABORTED)}


class _Ending:
    """How a stream ended: what its Goodbye said, or else the status of the call."""

    def __init__(self, goodbye, error):
        action = goodbye.action if goodbye else goodbye_pb2.GOODBYE_ACTION_UNSPECIFIED
        status = goodbye.status if goodbye else status_pb2.Status()
        code = status.code
        if not goodbye and error is not None:
            code = error.code().value[0]
            for key, value in error.trailing_metadata() or ():
                if key == "grpc-status-details-bin":
                    status = status_pb2.Status.FromString(value)
            status.message = status.message or error.details() or ""
        self.reason, self.wait = _reason_of(status)
        self.message = status.message
        self.done = action == goodbye_pb2.GOODBYE_ACTION_DONE
        self.new_token = self.reason in ("TOKEN_EXPIRED", "TOKEN_INVALID", "TOKEN_CERTIFICATE_MISMATCH")
        self.refused = not self.new_token and (
            _REFUSES[action] if action in _REFUSES else code not in _PASSING or self.reason == "MESSAGE_TOO_LARGE")


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


class _Attempts:
    """What follows from the end of a stream: a refusal, another token, a wait."""

    def __init__(self, connection):
        self._connection, self._backoff, self._refused_tokens = connection, Backoff(), 0

    def ended(self, ending, progress):
        """Returns when the next stream may be opened. Raises Refused. `progress`: the hub has answered something."""
        self._refused_tokens = self._refused_tokens + 1 if ending.new_token and not progress else 0
        if ending.refused or self._refused_tokens > 1:
            raise Refused(ending.reason, ending.message)
        if ending.new_token:
            self._connection.forget_token()
        if progress:
            self._backoff.reset()
        self._backoff.wait(ending.wait)


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
        self.kind, self.exchange = kind, STUBS[kind](self._channel)
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

        `items` is read on a thread of its own and may take its time: what it has given is sent meanwhile. What it raises is
        raised here, when all that came before is answered. Whatever happens on the way, what is unanswered is sent again in
        the same order on a new stream: the hub ends in the same state. Raises Refused.
        """
        state, attempts = _Push(source, items, on_outcome), _Attempts(self)
        try:
            while not state.complete():
                answered = state.answered
                ending = state.attempt(self)
                if not state.complete():
                    attempts.ended(ending, progress=state.answered > answered)
        finally:
            state.stop()
        if state.failed:
            raise state.failed

    # -- follow -------------------------------------------------------------------------------------------------------

    def confirm(self, follower, cursor):
        """Everything up to `cursor` is in the copy, durably: so what was erased is gone from it."""
        request = follower_pb2.ConfirmCursorRequest(follower=follower, cursor=cursor)
        return self.exchange.ConfirmCursor(request, metadata=self.metadata(), timeout=5).follower

    def reconcile(self, source, held):
        """In which records `held` (digest by record_id, of those asserted OPEN) is not what the hub holds of the source:
        as reconcile.differences."""
        def ask(prefixes, at_sequence):
            request = reconcile_pb2.ReconcileRequest(source=source, prefixes=prefixes, at_sequence=at_sequence)
            return self.exchange.Reconcile(request, metadata=self.metadata(), timeout=120)

        return reconcile.differences(held, ask)

    def follow(self, store, feed_filter=None, until_mark=False, on_mark=None, follower=""):
        """Applies the feed to `store` from its cursor on; for ever, or to the first mark. At marks the hub is told how far.

        `follower` names this copy, if the system keeps several (docs/protocol.md#followers).

        `store` has cursor(), apply(changes, cursor), withdraw(withdrawn), restart(), marked() (see store.py). Raises
        Refused, and whatever the store raises.
        """
        attempts, confirmer = _Attempts(self), _Confirmer(self, follower)
        while True:
            request = feed_pb2.WatchRequest(cursor=store.cursor(), filter=feed_filter, until_mark=until_mark,
                                            follower=follower)
            ending, progress, marked = self._watch(store, request, on_mark, confirmer)
            if until_mark and (marked or ending.done):
                return
            if ending.reason == "EPOCH_CHANGED" and store.cursor():
                store.restart()  # the hub was restored: the feed comes again from its beginning
                ending.refused = False
            attempts.ended(ending, progress)

    def _watch(self, store, request, on_mark, confirmer):
        goodbye, error, progress, marked, watchdog = None, None, False, False, None
        try:
            call = self.exchange.Watch(request, metadata=self.metadata())
            watchdog = _Watchdog(call)
            for response in call:
                progress = progress or response.WhichOneof("message") in ("changes", "heartbeat", "withdrawn")
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
        return _Ending(goodbye, error), progress, marked


class _Push:
    """The work of one push over all its streams. `tail`: taken and unanswered, in order; the first `sent` of it were
    written to the stream of now."""

    def __init__(self, source, items, on_outcome):
        self._source, self._on_outcome = source, on_outcome
        self._changed = threading.Condition()
        self._tail = collections.deque()
        self._sent = self._credits = self.answered = 0
        self._stream = 0  # of the stream that may take items
        self._exhausted = self._over = False
        self.failed = None  # what the producer raised
        threading.Thread(target=self._produce, args=[items], daemon=True).start()

    def complete(self):
        with self._changed:
            return self._exhausted and not self._tail

    def stop(self):
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _produce(self, items):
        """Asks the producer, without the lock: however slow it is, nothing else waits for it."""
        try:
            for number, item in enumerate(items, 1):
                item.item = number
                with self._changed:
                    self._tail.append(item)
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: self._over or self._unsent() < 2 * MESSAGE_ITEMS)
                    if self._over:
                        return
        except Exception as error:  # whatever it is: push() raises it
            self.failed = error
        with self._changed:
            self._exhausted = True
            self._changed.notify_all()

    def attempt(self, connection):
        goodbye, error, watchdog = None, None, None
        with self._changed:
            self._stream += 1
            stream, self._credits, self._sent = self._stream, 0, 0
        try:
            call = connection.exchange.Push(self._requests(stream), metadata=connection.metadata())
            watchdog = _Watchdog(call)
            for response in call:
                watchdog.heard()
                if response.HasField("started"):
                    with self._changed:
                        self._credits = max(1, response.started.credits)
                        self._changed.notify_all()
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
        with self._changed:
            if self._stream == stream:
                self._stream += 1
            self._changed.notify_all()

    def _take(self, outcomes):
        for outcome in outcomes:
            with self._changed:
                if not self._sent or self._tail[0].item != outcome.item:
                    raise Refused("PROTOCOL", "an answer without its item")
                item = self._tail.popleft()
                self.answered += 1
                self._sent -= 1
                self._changed.notify_all()
            self._on_outcome(item, outcome)

    def _requests(self, stream):
        """What this stream writes; gRPC runs it on a thread of its own. Its end is the half-close."""
        yield push_pb2.PushRequest(options=push_pb2.PushOptions(source=self._source))
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ready(stream, 1))
                self._changed.wait_for(lambda: self._ready(stream, MESSAGE_ITEMS), LINGER)
                items = self._pack(stream)
            if not items:
                return
            yield push_pb2.PushRequest(items=push_pb2.PushItems(items=items))

    def _unsent(self):
        return len(self._tail) - self._sent

    def _ready(self, stream, wanted):
        """So many items may be sent, or as many as there will be for now; or there is nothing more to send."""
        if self._stream != stream or (self._exhausted and not self._unsent()):
            return True
        free = self._credits - self._sent
        return free > 0 and self._unsent() >= (1 if self._exhausted else min(wanted, free))

    def _pack(self, stream):
        """The items of the next message, now sent; none: the stream has nothing more to write."""
        if self._stream != stream:
            return []
        items, size = [], 0
        room = min(MESSAGE_ITEMS, self._credits - self._sent)
        for item in itertools.islice(self._tail, self._sent, self._sent + room):
            size += item.ByteSize()
            if items and size > MESSAGE_BYTES:
                break
            items.append(item)
        self._sent += len(items)
        return items
