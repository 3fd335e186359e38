"""Copies of pages: asked for one at a time, politely, and going on where it was stopped; on the loopback only."""

import csv
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import op1027
from conftest import SYNTHETIC, Folder, report
from op1027.__main__ import _run_archive
from op1027.archive import BusyError, Service, _rest, archive_pages


class Machine(ThreadingHTTPServer):
    """A Wayback Machine and a publisher in one, on the loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, str]] = []
        self.held: dict[str, str] = {}
        self.busy = 0
        self.rest = "1"
        self.base = f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Machine

    def do_HEAD(self) -> None:
        self.note()
        self.send(404 if "gone" in self.path else 200)

    def do_GET(self) -> None:
        self.note()
        if self.path.startswith("/available") and self.server.busy:
            self.server.busy -= 1
            self.send(429, headers={"Retry-After": self.server.rest})
        elif self.path.startswith("/available"):
            url = parse_qs(urlsplit(self.path).query)["url"][0]
            copy = self.server.held.get(url)
            closest = f'{{"closest": {{"available": true, "url": "{copy}"}}}}' if copy else "{}"
            self.send(200, f'{{"archived_snapshots": {closest}}}')
        else:
            self.send(523 if "refused" in self.path else 200, "saved")

    def note(self) -> None:
        self.server.asked.append((self.command, self.path))

    def send(self, code: int, text: str = "", headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode("utf-8"))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def machine() -> Iterator[Machine]:
    server = Machine()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def service(machine: Machine) -> Service:
    rests: list[float] = []
    made = Service(f"{machine.base}/available", f"{machine.base}/save/", 2.0, 5.0, rests.append)
    object.__setattr__(made, "rests", rests)
    return made


def ours(folder: Folder, machine: Machine) -> op1027.Ledger:
    words = ("page", "gone", "refused", "file")
    urls = [f"{machine.base}/{word}" for word in words]
    sources = [row | {"url": url} for row, url in zip(SYNTHETIC["sources"], urls, strict=True)]
    ledger = op1027.load(folder(report(), sources=sources))
    return replace(ledger, sources=ledger.sources.replace({"url": {urls[-1]: "file:///etc/hostname"}}))


def rows(state: Path) -> list[dict[str, str]]:
    with state.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_copy_is_found_or_asked_for(folder: Folder, machine: Machine, service: Service, tmp_path: Path) -> None:
    ledger, state = ours(folder, machine), tmp_path / "new" / "state.csv"
    machine.held = {f"{machine.base}/page": "http://web.archive.org/web/20240110/page"}
    assert _run_archive(ledger, state, None, service) == 0
    told = {row["url"].rpartition("/")[2]: row for row in rows(state)}
    assert set(told) == {"page", "gone", "refused"}, "only pages of the web"
    assert (told["page"]["link"], told["page"]["note"]) == ("200", "found")
    assert told["page"]["copy"].startswith("http://web.archive.org/web/")
    assert (told["gone"]["link"], told["gone"]["note"]) == ("404", "asked for")
    assert (told["refused"]["note"], told["refused"]["copy"]) == ("not saved: 523", "")
    assert any("timestamp=20240110" in path for _, path in machine.asked)
    assert service.rests == [2.0] * len(machine.asked), "a pause after each request"  # type: ignore[attr-defined]


def test_it_goes_on_where_it_was_stopped(folder: Folder, machine: Machine, service: Service, tmp_path: Path) -> None:
    ledger, state = ours(folder, machine), tmp_path / "state.csv"
    assert len(list(archive_pages(ledger, state, service, limit=1))) == 1
    before = list(machine.asked)
    assert _run_archive(ledger, state, None, service) == 0
    assert not any("/page" in path for _, path in machine.asked[len(before) :])
    again = [row["url"].rpartition("/")[2] for row in archive_pages(ledger, state, service)]
    assert again == ["refused"], "what has no copy yet is asked for again"


def test_a_busy_service_gets_its_rest(folder: Folder, machine: Machine, service: Service, tmp_path: Path) -> None:
    ledger = ours(folder, machine)
    machine.busy, machine.rest = 2, "30"
    assert _run_archive(ledger, tmp_path / "a.csv", 1, service) == 0
    assert service.rests.count(30.0) == 2  # type: ignore[attr-defined]
    machine.busy = 99
    assert _run_archive(ledger, tmp_path / "b.csv", 1, service) == 3
    machine.busy, machine.rest = 1, "86400"
    with pytest.raises(BusyError):
        list(archive_pages(ledger, tmp_path / "c.csv", service, 1))


def test_no_network_is_no_crash(folder: Folder, machine: Machine, service: Service, tmp_path: Path) -> None:
    ledger = ours(folder, machine)
    nowhere = replace(service, available="http://127.0.0.1:1/available", save="http://127.0.0.1:1/save/")
    assert _run_archive(ledger, tmp_path / "state.csv", 1, nowhere) == 0
    assert rows(tmp_path / "state.csv")[0]["note"] == "not saved: ConnectionRefusedError"
    away = ledger.sources.assign(url="http://127.0.0.1:1/" + ledger.sources["source"])
    assert _run_archive(replace(ledger, sources=away), tmp_path / "away.csv", None, nowhere) == 3
    assert rows(tmp_path / "away.csv") == [], "nothing was learnt of any page"


def test_a_rest_is_asked_for_in_seconds_or_as_a_date() -> None:
    assert _rest("7", 2.0) == 7.0
    assert _rest("Fri, 01 Jan 2100 00:00:00 GMT", 2.0) > 1_000_000
    assert _rest(None, 2.0) == _rest("soon", 2.0) == 2.0
