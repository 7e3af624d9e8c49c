"""Where the bytes are kept: a folder, memory, or a bucket, all behind the same few deeds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, NotFoundError
from obstore.store import LocalStore, MemoryStore, S3Store
from sqlalchemy.orm import Session

from odr import settings

CHUNK = 1024 * 1024
PART = 8 * CHUNK
INCOMING = ".incoming"
Content = bytes | IO[bytes]


class Missing(Exception):
    """The storage holds nothing under this key."""


class Taken(Exception):
    """The storage already holds something under this key."""


@dataclass(frozen=True)
class Kept:
    """What the storage knows about one object."""

    key: str
    size: int
    changed_at: datetime


class Storage(Protocol):
    """Keeps bytes under a key. A put is all or nothing, and lasts once it has returned."""

    def put(self, key: str, content: Content) -> None: ...
    def put_if_absent(self, key: str, content: Content) -> None: ...
    def get(self, key: str) -> bytes: ...
    def stream(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]: ...
    def head(self, key: str) -> Kept: ...
    def delete(self, key: str) -> None: ...
    def list(self, folder: str = "") -> Iterator[Kept]: ...


class ObjectStorage:
    """Memory, a bucket, or the reading half of a folder."""

    def __init__(self, store: LocalStore | MemoryStore | S3Store) -> None:
        self._store = store

    def put(self, key: str, content: Content) -> None:
        """Keep the content under the key, in place of what was there."""
        self._store.put(key, content, chunk_size=PART)

    def put_if_absent(self, key: str, content: Content) -> None:
        """Keep the content unless the key is taken.

        A bucket takes a large object in parts, and then cannot promise that nobody took the
        key meanwhile; keys are random, so looking first is enough there.
        """
        if isinstance(content, bytes) or _size_of(content) <= PART:
            try:
                self._store.put(key, content, mode="create", use_multipart=False)
            except AlreadyExistsError:
                raise Taken(key) from None
            return
        with suppress(Missing):
            self.head(key)
            raise Taken(key)
        self.put(key, content)

    def get(self, key: str) -> bytes:
        """Return the whole content."""
        try:
            return bytes(self._store.get(key).bytes())
        except (NotFoundError, FileNotFoundError):
            raise Missing(key) from None

    def stream(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` up to and without `end`, a piece at a time.

        A missing key is told at once, before the first piece is asked for.
        """
        size = self.head(key).size
        stop = size if end is None else min(end, size)
        return self._pieces(key, start, stop)

    def _pieces(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        if start >= stop:
            return
        found = self._store.get(key, options={"range": (start, stop)})
        for piece in found.stream(min_chunk_size=CHUNK):
            yield bytes(piece)

    def head(self, key: str) -> Kept:
        """Return size and time without reading the content."""
        try:
            meta = self._store.head(key)
        except (NotFoundError, FileNotFoundError):
            raise Missing(key) from None
        return Kept(key, meta["size"], meta["last_modified"])

    def delete(self, key: str) -> None:
        """Remove the content; nothing happens if there is none."""
        with suppress(NotFoundError, FileNotFoundError):
            self._store.delete(key)

    def list(self, folder: str = "") -> Iterator[Kept]:
        """Yield every object kept, or all below one folder, in no order."""
        for page in obstore.list(self._store, folder or None):
            for meta in page:
                yield Kept(meta["path"], meta["size"], meta["last_modified"])


class FolderStorage(ObjectStorage):
    """A folder that survives a power cut: written aside, forced to disk, then renamed.

    What is not lasting is not forced to disk, because it can be made again.
    """

    def __init__(self, folder: Path, *, lasting: bool = True) -> None:
        self._folder = folder.absolute()
        self._lasting = lasting
        self._incoming = self._folder / INCOMING
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._incoming.mkdir(exist_ok=True, mode=0o700)
        super().__init__(LocalStore(self._folder))

    def put(self, key: str, content: Content) -> None:
        """Keep the content under the key, in place of what was there."""
        self._write(key, content, replace=True)

    def put_if_absent(self, key: str, content: Content) -> None:
        """Keep the content unless the key is taken."""
        self._write(key, content, replace=False)

    def list(self, folder: str = "") -> Iterator[Kept]:
        """Yield every object kept, or all below one folder, without what is still being written."""
        start = (self._folder / folder).as_posix()
        for entry in _files_below(start, without=self._incoming.as_posix()):
            found = entry.stat()
            changed = datetime.fromtimestamp(found.st_mtime, UTC)
            yield Kept(entry.path[len(self._folder.as_posix()) + 1 :], found.st_size, changed)

    def sweep_unfinished(self, before: datetime) -> int:
        """Remove pieces that a crash left behind before this moment; return how many."""
        left = [p for p in self._incoming.iterdir() if self._kept(p).changed_at < before]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _kept(self, path: Path) -> Kept:
        found = path.stat()
        changed = datetime.fromtimestamp(found.st_mtime, UTC)
        return Kept(path.relative_to(self._folder).as_posix(), found.st_size, changed)

    def _target(self, key: str) -> Path:
        parts = key.split("/")
        if not key or any(part in {"", ".", ".."} for part in parts) or parts[0] == INCOMING:
            raise ValueError(f"not a storage key: {key!r}")
        return self._folder.joinpath(*parts)

    def _write(self, key: str, content: Content, *, replace: bool) -> None:
        target = self._target(key)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in _pieces_of(content):
                    file.write(piece)
                file.flush()
                if self._lasting:
                    os.fsync(file.fileno())
            self._make_folder(target.parent)
            if replace:
                aside.replace(target)
            else:
                try:
                    os.link(aside, target)
                except FileExistsError:
                    raise Taken(key) from None
            self._force(target.parent)
        finally:
            aside.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True, mode=0o700)
            self._force(folder.parent)

    def _force(self, folder: Path) -> None:
        """Make sure that the folder's list of names is on disk."""
        if self._lasting:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _pieces_of(content: Content) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return (content,)
    return iter(lambda: content.read(CHUNK), b"")


def _files_below(folder: str, *, without: str) -> Iterator[os.DirEntry[str]]:
    """Walk a folder by its entries: asking the folder is ten times quicker than asking paths."""
    if not os.path.isdir(folder):
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.path != without:
                    yield from _files_below(entry.path, without=without)
            elif entry.is_file():
                yield entry


def _size_of(file: IO[bytes]) -> int:
    here = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(here)
    return end - here


def open_storage(url: str, *, lasting: bool = True) -> Storage:
    """Open the storage an address names.

    `var/files` or `file:///srv/files` is a folder, `memory://` lasts as long as the process,
    `s3://bucket?endpoint=https://…&region=…` is a bucket whose keys come from the usual `AWS_`
    variables, never from the address.
    """
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return ObjectStorage(MemoryStore())
    if parts.scheme == "s3":
        return ObjectStorage(_bucket(parts.netloc, parts.path, parse_qs(parts.query)))
    if parts.scheme == "file":
        return FolderStorage(Path(unquote(parts.netloc + parts.path)), lasting=lasting)
    if parts.scheme:
        raise ValueError(f"no storage for {parts.scheme}: use a folder, memory:// or s3://")
    return FolderStorage(Path(url), lasting=lasting)


def _bucket(name: str, path: str, options: dict[str, list[str]]) -> S3Store:
    endpoint = options.get("endpoint", [""])[0]
    return S3Store(
        name,
        prefix=path.strip("/") or None,
        endpoint=endpoint or None,
        region=options.get("region", [os.environ.get("AWS_REGION", "us-east-1")])[0],
        virtual_hosted_style_request=not endpoint,
        client_options={"allow_http": endpoint.startswith("http://")},
    )


def storage_of(session: Session) -> Storage:
    """Return the storage this unit of work was opened with, or the court's own."""
    given = session.info.get("storage")
    if given is not None:
        return given  # type: ignore[no-any-return] # session.info is untyped; set by the app
    return _court_storage(settings.load().storage_url)


@lru_cache(maxsize=4)
def _court_storage(url: str) -> Storage:
    return open_storage(url)


def read_into(storage: Storage, key: str, file: IO[bytes]) -> None:
    """Copy an object into an open file."""
    for piece in storage.stream(key):
        file.write(piece)
