"""The production shape: valid for every engine, no default password, no simulator, few rights."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kit.settings import SettingMissing, require, settings_from
from support.sources import ROOT
from wiring import web, worker
from wiring.commands import office

COMPOSE = ROOT / "docker-compose.yml"
OURS = {"migrate", "web", "worker"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return document


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def _check(file: Path) -> subprocess.CompletedProcess[str]:
    """Against the compose specification's schema, which the checker carries with it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_follows_the_compose_specification() -> None:
    checked = _check(COMPOSE)
    assert checked.returncode == 0, checked.stdout


def test_the_check_would_notice(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(COMPOSE.read_text().replace("healthcheck:", "health_check:"))
    assert _check(broken).returncode != 0


def test_the_parts_are_those_of_production(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "valkey", *OURS}
    assert services["postgres"]["image"] == "postgres:18"
    assert services["valkey"]["image"] == "valkey/valkey:9"
    assert {name: services[name]["command"] for name in OURS} == {name: ["sahut", name] for name in OURS}
    assert services["web"]["deploy"]["replicas"] > 1
    assert services["worker"]["deploy"]["replicas"] > 1


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    text = COMPOSE.read_text()
    assert not re.findall(r"://[^\s/]*:[^\s/]*@", text), "an address with a password"
    told = {key for service in compose["services"].values() for key in service.get("environment", {})}
    told -= {"SAHUT_BASE_URL", "SAHUT_KEY_FILE"}
    assert not [key for key in told if re.search(r"PASSWORD|SECRET|TOKEN|KEY|_URL", key)]
    assert not re.findall(r"(?:PASSWORD|SECRET|TOKEN|KEY)\w*:-", text), "a password with a default"


def test_only_the_migration_knows_the_owner(services: dict[str, Any]) -> None:
    files = {name: service["env_file"] for name, service in services.items()}
    assert files == {name: [f"deploy/secrets/{name}.env"] for name in services}
    made = _env_files((ROOT / "deploy" / "README.md").read_text())
    assert set(made) == {f"{name}.env" for name in services}
    assert {file for file, variables in made.items() if "DATABASE_URL" in variables} == {"migrate.env"}
    assert "DATABASE_URL_WEB" not in made["worker.env"]
    assert "DATABASE_URL_WORKER" not in made["web.env"]


@pytest.mark.parametrize(
    ("file", "needs"), [("web.env", web.NEEDS), ("worker.env", worker.NEEDS), ("migrate.env", office.NEEDS)]
)
def test_each_part_is_given_what_it_refuses_to_start_without(file: str, needs: tuple[str, ...]) -> None:
    made = _env_files((ROOT / "deploy" / "README.md").read_text())
    require(settings_from(dict.fromkeys(made[file], "given")), *needs)
    for variable in made[file]:
        with pytest.raises(SettingMissing, match=rf"not set: {variable}$"):
            require(settings_from(dict.fromkeys(made[file] - {variable}, "given")), *needs)


def test_web_and_worker_alone_hold_the_master_key(compose: dict[str, Any]) -> None:
    assert compose["secrets"] == {"master_key": {"file": "deploy/secrets/master.key"}}
    holders = {name for name, service in compose["services"].items() if "secrets" in service}
    assert holders == {"web", "worker"}
    for name in holders:
        assert compose["services"][name]["environment"]["SAHUT_KEY_FILE"] == "/run/secrets/master_key"
    ignored = (ROOT / "deploy" / "secrets" / ".gitignore").read_text().splitlines()
    assert "*" in ignored, "the repository takes no secret"


def test_the_database_script_gets_every_password_it_asks_for() -> None:
    asked = set(re.findall(r"SAHUT_\w+_PASSWORD", (ROOT / "deploy" / "postgres-init.sh").read_text()))
    made = _env_files((ROOT / "deploy" / "README.md").read_text())
    assert asked
    assert asked <= made["postgres.env"]


def _env_files(readme: str) -> dict[str, set[str]]:
    """File name → variables, from the commands in the README."""
    written = re.findall(r"^cat > (\S+) <<END\n(.*?)^END$", readme, re.MULTILINE | re.DOTALL)
    return {name: set(re.findall(r"^(\w+)=", body, re.MULTILINE)) for name, body in written}


def test_everything_runs_with_few_rights(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
        if name != "postgres":  # its entry point changes the owner of its folder, then gives up root
            assert service["cap_drop"] == ["ALL"], name


def test_what_runs_on_is_watched_and_comes_back(services: dict[str, Any]) -> None:
    for name in ("postgres", "valkey"):
        assert services[name]["healthcheck"]["test"], name
    assert "healthcheck" not in services["web"], "the image's own check is the one for web"
    for name in ("postgres", "valkey", "web", "worker"):
        assert services[name]["restart"] == "unless-stopped", name
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "worker"):
        conditions = {part: need["condition"] for part, need in services[name]["depends_on"].items()}
        assert conditions == {"migrate": "service_completed_successfully", "valkey": "service_healthy"}


def test_database_and_doorbells_are_reached_from_inside_only(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "valkey", "migrate"):
        assert compose["services"][name]["networks"] == ["inside"], name
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["web"]["ports"])


def test_mounted_files_exist(services: dict[str, Any]) -> None:
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    files = [path for path in mounted if path.startswith("./")]
    assert files
    assert all((ROOT / path).is_file() for path in files)


def test_the_image_knows_no_secret_and_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    said = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    stages = [rest for word, rest in said if word == "FROM"]
    final = said[max(index for index, (word, _) in enumerate(said) if word == "FROM") :]
    assert all(stage.startswith("python:3.11-slim") for stage in stages)
    assert "--require-hashes" in (ROOT / "Dockerfile").read_text()
    assert [rest for word, rest in final if word == "USER"] == ["sahut"]
    assert any("/health/live" in rest for word, rest in final if word.strip() == "HEALTHCHECK")
    assert not [line for line in lines if re.match(r"(ENV|ARG)\b.*(PASSWORD|SECRET|TOKEN|KEY|_URL)", line)]


def test_the_image_is_built_from_what_a_wheel_needs() -> None:
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*", "nothing goes to the builder unless it is listed"
    assert all((ROOT / line[1:]).exists() for line in lines if line.startswith("!"))
    assert not {"!.git", "!deploy", "!deploy/secrets", "!tests", "!.data"} & set(lines)
