"""Serves the page on port 3000 and counts its visitors."""

import getpass
import html
import pathlib
import platform
import string
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

PORT = 3000
PAGE = pathlib.Path(__file__).resolve().parent / "build" / "page.html"
VISITS = pathlib.Path.home() / ".local" / "state" / "hello" / "visits"
SINCE = time.strftime("%Y-%m-%d %H:%M:%S %Z")
LOCK = Lock()


def count_visit() -> int:
    with LOCK:
        visits = int(VISITS.read_text()) + 1 if VISITS.exists() else 1
        VISITS.parent.mkdir(parents=True, exist_ok=True)
        new = VISITS.with_suffix(".new")
        new.write_text(str(visits))
        new.replace(VISITS)
        return visits


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer("text/plain", "ok\n")
        elif self.path == "/":
            self.answer("text/html; charset=utf-8", self.render())
        else:
            self.send_error(404)

    def render(self) -> str:
        values = {
            "hostname": platform.node(),
            "user": getpass.getuser(),
            "kernel": platform.release(),
            "since": SINCE,
            "visits": count_visit(),
        }
        page = string.Template(PAGE.read_text(encoding="utf-8"))
        return page.safe_substitute({name: html.escape(str(value)) for name, value in values.items()})

    def answer(self, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
