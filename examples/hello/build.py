"""Builds the page: fills in what does not change while the environment runs."""

import html
import os
import pathlib
import platform
import string

folder = pathlib.Path(__file__).resolve().parent
page = string.Template((folder / "page.html").read_text(encoding="utf-8"))
output = folder / "build" / "page.html"
output.parent.mkdir(exist_ok=True)
output.write_text(
    page.safe_substitute(
        system=platform.freedesktop_os_release().get("PRETTY_NAME", "unknown"),
        folder=html.escape(str(folder)),
        processors=os.cpu_count(),
    ),
    encoding="utf-8",
)
print(f"built {output}")
