"""The benchmarks run; how fast they are is never a test's business."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize("name", ["submit", "updates", "api_calls", "start", "seal", "queue", "burst", "promises"])
def test_a_benchmark_prints_a_figure_a_line(name: str):
    """Every line on stdout is JSON with a name, a value and a unit."""
    command = [sys.executable, "-m", "benchmarks", name, "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert figures
    for figure in figures:
        assert figure["benchmark"] == name
        assert isinstance(figure["value"], int | float)
        assert figure["figure"]
        assert figure["unit"]


def test_an_unknown_benchmark_is_named():
    """A slip of the pen does not run everything."""
    command = [sys.executable, "-m", "benchmarks", "sbumit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "sbumit" in done.stderr
