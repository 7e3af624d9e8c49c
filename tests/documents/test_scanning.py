"""What is taken in and what is refused, file by file, in a process that can do no harm."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from documents import scanning
from documents.characters import extension_of
from documents.enums import Refusal
from documents.inspection.confinement import confine
from documents.scanning import Declined, Inspected
from odr.errors import Invalid, TooLarge
from tests.documents import samples

ROOT = Path(__file__).resolve().parents[2]


def inspected(folder: Path, name: str, content: bytes, *, copy: bool = False) -> Inspected:
    path = folder / "upload"
    path.write_bytes(content)
    target = folder / "copy.jpg" if copy else None
    return scanning.inspect(path, extension_of(name), copy_to=target)


def confined(code: str) -> str:
    """Run a few lines in a confined process and return what they print."""
    lines = f"from {confine.__module__} import confine\nalone = confine()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("name", samples.HONEST)
def test_what_people_send_is_taken_for_what_it_is(tmp_path: Path, name: str) -> None:
    make, media_type = samples.HONEST[name]

    found = inspected(tmp_path, name, make())

    assert found.media_type == media_type
    assert found.pages == (3 if media_type == "application/pdf" else None)


@pytest.mark.parametrize("name", samples.HOSTILE)
def test_what_could_harm_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    make, reason = samples.HOSTILE[name]

    with pytest.raises(Declined) as refused:
        inspected(tmp_path, name, make())

    assert refused.value.reason is reason


def test_a_pdf_that_only_says_where_to_open_is_taken(tmp_path: Path) -> None:
    found = inspected(tmp_path, "contract.pdf", samples.opens_on_a_page())

    assert found == Inspected("application/pdf", "pdf", 1)


@pytest.mark.parametrize("make", [samples.phone_photo, samples.heic_photo])
def test_the_copy_of_a_photo_is_upright_and_says_nothing_of_the_camera(
    tmp_path: Path, make: samples.Maker
) -> None:
    original = make()

    found = inspected(tmp_path, "", original, copy=True)

    assert found.copy is not None
    with Image.open(found.copy) as copy:
        assert copy.size == (640, 480)
        corner = copy.getpixel((5, 5))
        assert isinstance(corner, tuple)
        assert corner[0] > 150
        assert corner[1] < 100
        assert dict(copy.getexif()) == {}
    for secret in (b"Exif", b"PocketCam", b"SERIAL-4711"):
        assert secret not in found.copy.read_bytes()
    assert (tmp_path / "upload").read_bytes() == original


def test_what_is_seen_through_is_white_in_the_copy(tmp_path: Path) -> None:
    found = inspected(tmp_path, "screenshot.png", samples.screenshot(), copy=True)

    assert found.copy is not None
    with Image.open(found.copy) as copy:
        assert copy.getpixel((290, 5)) == (255, 255, 255)


def test_a_file_that_is_no_picture_gets_no_copy(tmp_path: Path) -> None:
    assert inspected(tmp_path, "chat.txt", samples.chat(), copy=True).copy is None


def test_a_large_photo_is_checked_and_copied_in_moderate_time(tmp_path: Path) -> None:
    photo = samples.large_photo()
    begin = time.perf_counter()

    found = inspected(tmp_path, "large.jpg", photo, copy=True)

    assert time.perf_counter() - begin < 5
    assert found.copy is not None
    with Image.open(found.copy) as copy:
        assert copy.size == (3000, 2250)


def test_an_inspection_that_does_not_end_is_ended(tmp_path: Path) -> None:
    begin = time.perf_counter()

    with pytest.raises(Declined) as refused:
        scanning.ask({}, module="tests.documents.stuck", patience=0.5)

    assert refused.value.reason is Refusal.TOO_COMPLEX
    assert time.perf_counter() - begin < 10


def test_an_inspection_that_breaks_down_declines_the_file() -> None:
    with pytest.raises(Declined) as refused:
        scanning.ask({}, module="tests.documents.no_such_module")

    assert refused.value.reason is Refusal.TOO_COMPLEX


def test_the_inspecting_process_cannot_take_much_memory() -> None:
    assert confined("x = bytearray(900 * 1024 * 1024)") == "MemoryError"


def test_the_inspecting_process_cannot_write_a_large_file(tmp_path: Path) -> None:
    code = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"open({str(tmp_path / 'large')!r}, 'wb').write(bytes(60 * 1024 * 1024))"
    )

    assert "File too large" in confined(code)


def test_the_inspecting_process_has_twenty_seconds_of_work() -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU))"

    assert confined(code) == "(20, 20)"


def test_the_inspecting_process_cannot_reach_the_network_where_the_system_allows_that() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            "import socket\ntry:\n"
            f"    socket.create_connection(('127.0.0.1', {port}), 2)\n"
            "    print(not alone)\nexcept OSError:\n    print(alone)"
        )

        assert confined(code) == "True"


@pytest.mark.parametrize("reason", Refusal)
def test_every_reason_has_a_sentence_that_says_what_to_do(reason: Refusal) -> None:
    error = scanning.refusal(reason, "bill.pdf")

    assert error.sentence.startswith("bill.pdf: ")
    assert error.sentence.endswith(".")
    assert len(error.sentence.split()) > 12
    assert isinstance(error, TooLarge if reason is Refusal.TOO_LARGE else Invalid)


def test_random_bytes_never_break_the_inspection(tmp_path: Path) -> None:
    whole = bytearray(samples.scan(1))
    for place in range(9, len(whole), len(whole) // 8):
        broken = io.BytesIO(whole)
        broken.seek(place)
        broken.write(b"\0\xff<</AA")
        try:
            found = inspected(tmp_path, "x.pdf", broken.getvalue())
        except Declined as declined:
            assert declined.reason in Refusal  # noqa: PT017 - either answer is fine, a crash is not
        else:
            assert found.media_type == "application/pdf"
