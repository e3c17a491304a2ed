"""A connection to Milvus: made when it is first needed, made again after it was lost, with short timeouts.

Whatever goes wrong on the way is ``EngineUnavailable``, never an empty answer.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import grpc
from pymilvus import MilvusClient
from pymilvus.exceptions import ErrorCode, MilvusException

from index.engines.milvus.address import Address
from index.engines.milvus.layout import Record
from index.errors import EngineUnavailable

Values = Mapping[str, Sequence[int] | Sequence[str]]  # of the {names} in a filter
T = TypeVar("T")

MOST = 16_384  # hits of one search, a limit of Milvus
_CONNECT = 3.0  # seconds
# milliseconds; servers take more than one ping in five minutes for an attack (gRPC proposal A8), pymilvus sends six a minute
_PING = 330_000
_REST = 1.0  # after a failed attempt, in which nobody else tries: many ask at once
_READ = 5.0
_READ_LITE = 60.0  # milvus-lite indexes words when first asked, and again after it has merged segments
_WRITE = 120.0
_PREPARE = 3600.0  # indexing and loading of a new build
_BATCH_BYTES = 16 * 2**20  # of one request; Milvus takes 64 MiB
_AT_ONCE = 1.0  # seconds after which a failed request is not tried again
_NOT_LOADED = 101
_PAGE = 1000  # records of one answer when everything is read


class Server:
    """What the engine asks of Milvus. Safe to use from many threads."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._client: Any = None
        self._failed = -_REST  # when a connection could not be made
        self._lite = False

    def close(self) -> None:
        """Give the connection back; the next request makes a new one."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def query(
        self, collection: str, condition: str, fields: Sequence[str], values: Values | None = None
    ) -> list[Record]:
        """Return these fields of all records that meet ``condition``."""
        return list(
            self._ask(
                collection,
                lambda client: client.query(
                    collection,
                    output_fields=list(fields),
                    timeout=self._patience(),
                    consistency_level="Strong",
                    **self._filter(condition, values),
                ),
            )
        )

    def pages(self, collection: str, condition: str, fields: Sequence[str]) -> Iterator[list[Record]]:
        """Yield these fields of all records that meet ``condition``, by primary key, in pages."""
        pages = self._ask(
            collection,
            lambda client: client.query_iterator(
                collection,
                batch_size=_PAGE,
                filter=condition,
                output_fields=list(fields),
                timeout=_WRITE,
                consistency_level="Strong",
            ),
        )
        try:
            while page := self._ask(collection, lambda _: pages.next()):
                yield list(page)
        finally:
            pages.close()

    def search(
        self,
        collection: str,
        field: str,
        vector: Any,
        limit: int,
        fields: Sequence[str],
        condition: str,
        values: Values | None = None,
        *,
        strong: bool,
    ) -> list[tuple[float, Record]]:
        """Return (inner product, fields) of the ``limit`` nearest records that meet ``condition``, nearest first.

        Args:
            strong: see all that was written until now; else all that was written some seconds ago.
        """
        found = self._ask(
            collection,
            lambda client: client.search(
                collection,
                data=[vector],
                anns_field=field,
                limit=min(limit, MOST),
                output_fields=list(fields),
                search_params={"metric_type": "IP", "params": {}},
                timeout=self._patience(),
                consistency_level="Strong" if strong else "Bounded",
                **self._filter(condition, values),
            ),
        )
        return [(float(hit["distance"]), hit["entity"]) for hit in found[0]]

    def upsert(self, collection: str, records: Sequence[Record], *, size: int = 4096) -> None:
        """Put records under their primary keys, in requests that are not too large.

        Args:
            collection: where.
            records: with all fields.
            size: bytes of a record, about.
        """
        for batch in batches(records, max(1, _BATCH_BYTES // size)):
            self._ask(collection, partial(_upsert, collection=collection, batch=batch))

    def delete(self, collection: str, condition: str, values: Values | None = None) -> None:
        """Delete the records that meet ``condition``."""
        filters = self._filter(condition, values)
        self._ask(
            collection,
            lambda client: client.delete(collection, timeout=_WRITE, consistency_level="Strong", **filters),
        )

    def settle(self, collection: str, *, seal: bool = False) -> None:
        """Make durable what was written.

        Milvus has it in its write-ahead log once it has answered, and limits how often segments may be sealed;
        milvus-lite writes it out here.
        """
        self._connected()
        if self._lite or seal:
            self._ask(collection, lambda client: client.flush(collection, timeout=_WRITE))

    def warm(self, collection: str, field: str, vector: Any) -> None:
        """Let the next search not be the first one."""
        self._ask(
            collection,
            lambda client: client.search(
                collection, data=[vector], anns_field=field, limit=1, output_fields=["id"], timeout=_WRITE
            ),
        )

    def create(self, collection: str, schema: Any) -> None:
        """Create a collection."""
        self._ask(
            collection, lambda client: client.create_collection(collection, schema=schema, timeout=_WRITE)
        )

    def index(self, collection: str, index: Any) -> None:
        """Index a collection and make it ready to be searched."""
        self._ask(collection, lambda client: client.create_index(collection, index, timeout=_PREPARE))
        self._load(collection)

    def drop(self, collection: str) -> None:
        """Drop a collection; one that is not there is none."""
        self._ask(collection, lambda client: client.drop_collection(collection, timeout=_WRITE))

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self._ask("", lambda client: client.list_collections(timeout=_READ)))

    def alias_exists(self, alias: str) -> bool:
        """Tell whether an alias names a collection."""
        return bool(self._ask(alias, lambda client: client.has_collection(alias, timeout=_READ)))

    def point(self, alias: str, collection: str) -> None:
        """Let an alias name this collection from now on."""
        if self.alias_exists(alias):
            self._ask(collection, lambda client: client.alter_alias(collection, alias, timeout=_WRITE))
        else:
            self._ask(collection, lambda client: client.create_alias(collection, alias, timeout=_WRITE))

    def drop_alias(self, alias: str) -> None:
        """Let an alias name nothing; one that is not there is none."""
        if self.alias_exists(alias):
            self._ask(alias, lambda client: client.drop_alias(alias, timeout=_WRITE))

    def _ask(self, collection: str, request: Callable[[Any], T]) -> T:
        """Ask, and once more where that may help: a server that was started again knows neither us nor what to load."""
        began = time.monotonic()
        for again in (True, False):
            client = self._connected()
            try:
                return request(client)
            except (MilvusException, grpc.RpcError) as error:
                code = error.code if isinstance(error, MilvusException) else None
                if again and code == _NOT_LOADED:
                    self._load(collection)
                    continue
                if code == ErrorCode.COLLECTION_NOT_FOUND:
                    raise EngineUnavailable("索引刚刚换成新的一份，请再试一次。") from error
                self._forget(client)
                if not again or time.monotonic() - began > _AT_ONCE:
                    raise self._unavailable() from error
        raise AssertionError("unreachable")

    def _load(self, collection: str) -> None:
        try:
            self._connected().load_collection(collection, timeout=_PREPARE)
        except (MilvusException, grpc.RpcError) as error:
            raise self._unavailable() from error

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                if time.monotonic() - self._failed < _REST:
                    raise self._unavailable()
                address = self._address
                # What goes wrong is raised, and logged by us; these would log conditions, which hold words, and
                # what milvus-lite does not offer.
                for name in ("pymilvus", "grpc._server"):
                    logging.getLogger(name).setLevel(logging.CRITICAL)
                try:
                    client = MilvusClient(
                        address.uri,
                        token=address.token,
                        timeout=_CONNECT,
                        dedicated=True,
                        grpc_options={"grpc.keepalive_time_ms": _PING},
                    )
                    self._lite = "lite" in client.get_server_version(timeout=_READ)
                except (MilvusException, grpc.RpcError) as error:
                    self._failed = time.monotonic()
                    raise self._unavailable() from error
                self._client = client
            return self._client

    def _filter(self, condition: str, values: Values | None) -> dict[str, Any]:
        """Return a condition for pymilvus; milvus-lite knows no templates, so that values are written into it."""
        self._connected()
        if not values:
            return {"filter": condition}
        if not self._lite:
            return {"filter": condition, "filter_params": {name: list(each) for name, each in values.items()}}
        for name, each in values.items():
            condition = condition.replace(f"{{{name}}}", f"[{','.join(map(_literal, each))}]")
        return {"filter": condition}

    def _forget(self, client: Any) -> None:
        """Let the next request make a new connection; pymilvus does not always find a lost one again."""
        with self._lock:
            if self._client is client:
                self._client = None
                client.close()

    def _patience(self) -> float:
        return _READ_LITE if self._lite else _READ

    def _unavailable(self) -> EngineUnavailable:
        return EngineUnavailable(f"检索服务器 {self._address.uri} 暂时无法使用，请稍后再试。")


def _upsert(client: Any, collection: str, batch: list[Record]) -> None:
    client.upsert(collection, batch, timeout=_WRITE)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield ``items`` in lists of at most ``size``."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _literal(value: int | str) -> str:
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
