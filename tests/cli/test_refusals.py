"""What the world refuses the command line is told in one line, without a traceback and without secrets."""

import os
import sys

import pytest

from dsr_service.cli import main

DATABASE = "postgresql://dsr:pass-of-the-house@127.0.0.1:1/dsr"
KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
SECRET = "a secret of a test, long enough to be one"
SET_UP = {"DSR_DATABASE_URL": DATABASE, "DSR_SECRET_KEY": SECRET, "DSR_KEY_ENCRYPTION_KEYS": KEY}


@pytest.mark.parametrize(
    ("command", "settings", "status", "words"),
    [
        ("lifecycle --out .", {}, 1, "Is a directory"),
        ("configuration --check .", {}, 1, "Is a directory"),
        ("keys list", SET_UP, 1, "can't be"),
        ("keys list", SET_UP | {"DSR_DATABASE_URL": "nonsense"}, 1, "DSR_DATABASE_URL"),
        ("keys list", SET_UP | {"DSR_KEY_ENCRYPTION_KEYS": "short"}, 1, "key-encryption key 1"),
        ("keys list", {"DSR_DATABASE_URL": DATABASE}, 2, "with DSR_DATABASE_URL"),
    ],
)
def test_one_line_says_what_cannot_be_used(command, settings, status, words, monkeypatch, tmp_path, capfd):
    for name in [name for name in os.environ if name.startswith("DSR_")]:
        monkeypatch.delenv(name)
    for name, value in (settings | {"DSR_DATA_DIR": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["dsr", *command.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    (line,) = capfd.readouterr().err.splitlines()
    assert ended.value.code == status, line
    assert words in line
    assert not line.startswith("Value error")
    assert not any(secret in line for secret in ("pass-of-the-house", KEY, SECRET))
