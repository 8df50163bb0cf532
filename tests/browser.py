"""The browser of the tests: a real Chromium found on the machine, driven by Playwright."""

from __future__ import annotations

import shutil

from playwright.async_api import expect

expect.set_options(timeout=15_000)  # two browsers on two busy cores take their time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where it is, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
