"""Real surroundings of the document room: a bucket over HTTP, folders, and a virus scanner."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from documents.clamd import ClamScanner
from documents.storage import Storage, open_storage
from odr.entropy import SeededEntropy

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
STORAGES = ("memory", "folder", "bucket")


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    """An S3 server on this machine; the names it asks for are made up."""
    keys = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def bucket(bucket_server: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty bucket of the test's own."""
    name = f"court-{abs(hash(request.node.nodeid)):x}"
    client = boto3.client("s3", endpoint_url=bucket_server, region_name="us-east-1")
    client.create_bucket(Bucket=name)
    client.close()
    return f"s3://{name}?endpoint={bucket_server}"


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of each kind of storage in turn."""
    if request.param == "bucket":
        return str(request.getfixturevalue("bucket"))
    return "memory://" if request.param == "memory" else str(tmp_path / "files")


@pytest.fixture
def storage() -> Storage:
    return open_storage("memory://")


@pytest.fixture
def court_entropy() -> SeededEntropy:
    return SeededEntropy("the court's keys")


@pytest.fixture(scope="session")
def clamd_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a clamd that knows one signature, written here so that nothing is fetched."""
    folder = tmp_path_factory.mktemp("clamd")
    folder.chmod(0o777)
    (folder / "db").mkdir()
    (folder / "db" / "test.ndb").write_text(f"Test.Signature:0:*:{EICAR.encode().hex()}\n")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/db\nLocalSocket {folder}/socket\nTCPSocket {free_port()}\n"
        f"TCPAddr 127.0.0.1\nForeground yes\nTemporaryDirectory {folder}\n"
        "StreamMaxLength 200M\nUser root\n"
    )
    return folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="session")
def running_clamd(clamd_folder: Path) -> Iterator[Path]:
    """A real clamd; its folder holds the socket."""
    program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("clamd is not installed: install the Debian package clamav-daemon")
    with (clamd_folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "--config-file", str(clamd_folder / "clamd.conf")], stdout=log, stderr=log
        )
        try:
            scanner = ClamScanner(f"unix:{clamd_folder}/socket")
            for _wait in range(200):
                if scanner.answers():
                    break
                if process.poll() is not None:
                    pytest.fail((clamd_folder / "log").read_text())
                time.sleep(0.1)
            yield clamd_folder
        finally:
            process.terminate()
            process.wait(20)
