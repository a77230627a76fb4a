from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "systemd").glob("*.service"))

HARDENING = {
    "DynamicUser": "yes", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes",
    "PrivateTmp": "yes", "PrivateDevices": "yes", "PrivateUsers": "yes", "PrivateMounts": "yes",
    "ProtectProc": "invisible", "ProcSubset": "pid", "ProtectClock": "yes", "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes", "RestrictNamespaces": "yes", "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes", "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes", "RemoveIPC": "yes",
    "DevicePolicy": "closed", "SystemCallArchitectures": "native", "CapabilityBoundingSet": "",
    "AmbientCapabilities": "", "UMask": "0077", "LimitCORE": "0",
}  # fmt: skip


def options(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def test_there_is_a_unit_for_one_firm_and_one_for_several() -> None:
    assert [unit.name for unit in UNITS] == ["relance.service", "relance@.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_service_is_watched_restarted_and_hardened(unit: Path) -> None:
    found = options(unit)
    assert found["Type"] == ["notify"]
    assert found["NotifyAccess"] == ["main"]
    assert found["Restart"] == ["always"]
    assert found["StartLimitIntervalSec"] == ["0"]
    assert int(found["WatchdogSec"][0]) >= 60
    assert int(found["TimeoutStopSec"][0]) > 10
    assert {key: found.get(key) for key in HARDENING} == {key: [value] for key, value in HARDENING.items()}
    assert "@system-service" in found["SystemCallFilter"][0]
    assert found["SystemCallFilter"][1].startswith("~")


def test_a_firm_has_its_own_folder_passwords_and_configuration() -> None:
    one, several = map(options, UNITS)
    assert one["StateDirectory"] == ["relance"]
    assert several["StateDirectory"] == ["relance/%i"]
    assert one["LoadCredential"] == [
        "imap-password:/etc/relance/imap.secret",
        "smtp-password:/etc/relance/smtp.secret",
    ]
    assert several["LoadCredential"] == [
        "imap-password:/etc/relance/%i/imap.secret",
        "smtp-password:/etc/relance/%i/smtp.secret",
    ]
    assert "--config /etc/relance/config.toml run" in one["ExecStart"][0]
    assert "--config /etc/relance/%i/config.toml run" in several["ExecStart"][0]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_rates_the_exposure_at_most_one_and_a_half(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    exposure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure[1]) <= 1.5
    assert "Unknown key" not in done.stderr
    assert "Invalid" not in done.stderr
