"""The benchmarks run; how fast they are is never a test's business."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks.__main__ import BENCHMARKS
from tests.postgres import binaries

# several in a process: each process takes seconds to import everything
TOGETHER = (
    ["submit"],
    ["start", "understanding", "linked"],
    ["slips"],
    ["kills"],
    ["several"],
    ["updates", "api_calls", "seal", "backup"],
    ["queue", "search", "burst", "promises"],
)


BY_HAND = ["several_burst", "several_kills", "load"]  # some minutes even with --quick


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(names, marks=pytest.mark.alone if {"slips", "kills", "several"} & {*names} else ())
        for names in TOGETHER
    ],
    ids=" ".join,
)
@pytest.mark.timeout(300)  # pictures are read one after the other, each in a process of its own
def test_a_benchmark_prints_a_figure_a_line(names: list[str]):
    """Every line on stdout is JSON with a name, a value and a unit; each benchmark named has some."""
    command = [sys.executable, "-m", "benchmarks", *names, "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert {figure["benchmark"] for figure in figures} == set(names) - (set() if binaries() else {"several"})
    assert [one for one in figures if one["benchmark"] == "kills" and one["value"]] == [], "nothing is lost to a kill"
    for figure in figures:
        assert isinstance(figure["value"], int | float)
        assert figure["figure"]
        assert figure["unit"]


def test_every_benchmark_is_tried():
    """None is left out of the test above."""
    assert sorted([*(name for names in TOGETHER for name in names), *BY_HAND]) == sorted(BENCHMARKS)


def test_an_unknown_benchmark_is_named():
    """A slip of the pen does not run everything."""
    command = [sys.executable, "-m", "benchmarks", "sbumit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "sbumit" in done.stderr
