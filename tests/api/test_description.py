"""The API does what its description says, whatever is sent to it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.cases.sandboxes import free_port, wait_until
from web.api.description import as_page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = "15"


def _answers(address: str) -> bool:
    try:
        return httpx2.get(address).status_code == 200
    except httpx2.HTTPError:
        return False


def test_the_page_about_the_api_is_what_the_api_says() -> None:
    assert (ROOT / "docs" / "api.md").read_text() == as_page()


def test_no_request_makes_the_api_fail_or_break_its_word(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/api/v1/openapi.json"
    served = [sys.executable, "-m", "tests.api.served", str(tmp_path), str(port)]
    with (tmp_path / "log").open("w") as log:
        court = subprocess.Popen(served, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_until(lambda: _answers(address), 120)
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                *("--config-file", str(HERE / "schemathesis.toml"), "run", address),
                *("--header", f"Authorization: Bearer {(tmp_path / 'token').read_text()}"),
                *("--max-examples", EXAMPLES, "--generation-deterministic"),
                *("--warnings", "off", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        court.terminate()
        court.wait()

    assert run.returncode == 0, run.stdout[-6000:]
    cases = re.search(r"(\d+) generated", run.stdout)
    assert cases is not None
    assert int(cases[1]) > 100
    assert "status=5" not in (tmp_path / "log").read_text()
