"""What an operator copies from deploy/ and types from the pages of docs/: it is there, and alike in both languages."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
import yaml

from bot.command_line import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = sorted(one for one in (ROOT / "deploy").iterdir() if one.is_file())
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *DEPLOY]
TYPED = re.compile(r"(?:^|`|bin/)green-channel ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)


def commands() -> set[str]:
    """Every command there is; of a group each with its second word."""
    found: set[str] = set()
    for name, one in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        groups = getattr(one, "commands", {})
        found |= {f"{name} {second}" for second in groups} or {name}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_to_be_typed_is_there(page: Path):
    """Every command and every setting that a page names."""
    text, known = page.read_text(), commands()
    for first, second in TYPED.findall(text):
        assert {first, f"{first} {second}"} & known, f"green-channel {first} {second}"
    settings = {f"GC_{name.upper()}" for name in Settings.model_fields} | {
        "GC_TEST_PICTURES",
        "GC_BENCH_CASES",
        "GC_BENCH_KILLS",
        "GC_BENCH_STREAMS",
        "GC_BENCH_GIGABYTES",
    }
    assert set(re.findall(r"\bGC_[A-Z_]+", text)) <= settings


def test_the_first_day_is_the_same_in_both_languages():
    """The same lines to type, but for what is said beside them."""
    typed = []
    for name in ("first-day.md", "first-day.zh.md"):
        blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / name).read_text(), re.DOTALL)
        lines = [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]
        typed.append([line for line in lines if not line.startswith("git clone")])
    assert typed[0] == typed[1]
    assert len(typed[0]) > 20


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize(
    "unit", [one for one in DEPLOY if one.suffix in {".service", ".timer"}], ids=lambda one: one.name
)
def test_systemd_understands_the_units(unit: Path):
    """Every line of them; only the program is not installed here."""
    asked = ["systemd-analyze", "verify", str(unit)]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    complaints = [line for line in said.stderr.splitlines() if str(unit.name.partition(".")[0]) in line]
    assert [line for line in complaints if "is not executable" not in line] == []


COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()
SEVERAL = yaml.safe_load((ROOT / "deploy" / "compose.several.yaml").read_text())["services"]
CADDY_OF_SEVERAL = (ROOT / "deploy" / "Caddyfile.several").read_text()


def test_compose_sets_what_there_is_and_what_it_asks_for_is_in_the_example():
    """Settings are ours; each name that has to be filled in stands in compose.env.example, and nothing else does."""
    said = COMPOSE["services"]["app"]["environment"]
    assert {name.removeprefix("GC_").lower() for name in said} <= set(Settings.model_fields)
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "deploy" / "compose.yaml").read_text()))
    example = (ROOT / "deploy" / "compose.env.example").read_text()
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == asked
    filled = {name: re.sub(r"\$\{\w+(:[-?][^}]*)?\}", "x", str(value)) for name, value in said.items()}
    key = {
        "key": "R3JlZW4gY2hhbm5lbDogYSBrZXkgb2YgaXRzIHRlc3Q=",
        "telegram_token": None,
        "language": "zh",
        **dict.fromkeys(("clamd", "mail", "sms", "push", "desk_notices")),
    }
    names = {name.removeprefix("GC_").lower(): value for name, value in filled.items()} | key
    settings = Settings(_env_file=None, **names)
    assert settings.database_url.startswith("postgresql://green_channel:x@database/")


def test_the_containers_fit_together():
    """Who is waited for has a health check, volumes and networks are declared, and the proxy is believed and no one else."""
    services = COMPOSE["services"]
    for one in services.values():
        assert set(one["networks"]) <= set(COMPOSE["networks"])
        volumes = {line.split(":")[0] for line in one["volumes"]}
        assert {name for name in volumes if not name.startswith(".")} <= set(COMPOSE["volumes"])
        assert all((ROOT / "deploy" / name).is_file() for name in volumes if name.startswith("."))
        assert set(one.get("depends_on", {})) <= set(services)
    (net,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert services["app"]["environment"]["GC_TRUSTED_PROXIES"] == net["subnet"]
    assert "ports" not in services["app"] and "ports" not in services["database"]
    assert "healthcheck" in services["database"] and "HEALTHCHECK" in DOCKERFILE
    assert (ROOT / "deploy" / services["app"]["build"]["context"] / services["app"]["build"]["dockerfile"]).is_file()


def test_the_image_runs_the_program_as_a_user_of_its_own():
    """What it copies is there, it serves where the proxy asks, and the address of its health check is one of ours."""
    user = re.search(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert user and user[1] == "green-channel" and DOCKERFILE.index("USER ") < DOCKERFILE.index("\nCMD ")
    port = re.search(r"GC_BIND=0\.0\.0\.0:(\d+)", DOCKERFILE)
    assert port and f"reverse_proxy app:{port[1]}" in CADDYFILE and f"EXPOSE {port[1]}" in DOCKERFILE
    assert f"http://127.0.0.1:{port[1]}/health" in DOCKERFILE
    folder = re.search(r"GC_DATA=(\S+)", DOCKERFILE)
    assert folder and f"data:{folder[1]}" in COMPOSE["services"]["app"]["volumes"]
    assert (ROOT / "requirements.txt").is_file() and "--require-hashes" in DOCKERFILE


def lines(text: str) -> list[str]:
    """What says something, without what it is for."""
    found = [re.sub(r"\s+#.*|^#.*", "", line).strip() for line in text.splitlines()]
    return [line for line in found if line]


def test_the_proxys_lines_are_those_of_the_page():
    """deploy/Caddyfile says what docs/proxy.md explains, for the name of the site and the container."""
    page = (ROOT / "docs" / "proxy.md").read_text()
    (told,) = re.findall(r"```caddy\n(.*?)```", page, re.DOTALL)
    here = [
        line.replace("{$SITE}", "green.example.org").replace("app:8000", "127.0.0.1:8000") for line in lines(CADDYFILE)
    ]
    assert here == lines(told)


def test_the_proxy_of_several_asks_each_of_them():
    """Its lines are the page's too; the rest is that of one process."""
    (told,) = re.findall(r"```caddy several\n(.*?)```", (ROOT / "docs" / "proxy.md").read_text(), re.DOTALL)
    one, several = lines(CADDYFILE), lines(CADDY_OF_SEVERAL)
    begins = one.index("reverse_proxy app:8000 {")
    assert several[:begins] == one[:begins]
    apps = [name for name in SEVERAL if name.startswith("app")]
    assert several[begins] == f"reverse_proxy {' '.join(f'{name}:8000' for name in apps)} {{"
    assert several[begins + 1 : -1] == lines(told)[1:]


def test_several_are_equal_but_for_their_names_and_indexes():
    """Each is the one of compose.yaml; they wait for the database, and the proxy for all of them."""
    apps = {name: one for name, one in SEVERAL.items() if name.startswith("app")}
    assert len(apps) == 3 and set(SEVERAL) == {*apps, "proxy"}
    for name, one in apps.items():
        assert name == "app" or one["extends"] == {"file": "compose.yaml", "service": "app"}
        assert name == "app" or one["depends_on"] == COMPOSE["services"]["app"]["depends_on"]
        own = {key.removeprefix("GC_").lower(): value for key, value in one["environment"].items()}
        settings = Settings(_env_file=None, **own)
        assert (settings.name, settings.role.value) == (name, "all")
    assert len({one["environment"]["GC_SEARCH_INDEX"] for one in apps.values()}) == 3
    assert {"app", *SEVERAL["proxy"]["depends_on"]} == set(apps)
    (mounted,) = SEVERAL["proxy"]["volumes"]
    file, inside = mounted.removesuffix(":ro").split(":")
    assert (ROOT / "deploy" / file).read_text() == CADDY_OF_SEVERAL
    assert [one for one in COMPOSE["services"]["proxy"]["volumes"] if one.endswith(f":{inside}:ro")]
