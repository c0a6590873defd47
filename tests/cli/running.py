"""The command as people run it: in a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

COMMAND = (sys.executable, "-c", "from pipeline.cli.app import main; main()")
SENTENCE = "渡口是两岸人家的门槛。\n"


class Outcome(NamedTuple):
    code: int
    stdout: bytes
    stderr: str


def run(
    *arguments: str | os.PathLike[str], cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Outcome:
    """Run `pipeline` with `arguments`; `env` is added to the environment."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, input=stdin, capture_output=True, env=os.environ | (env or {}), timeout=120
    )
    return Outcome(done.returncode, done.stdout, done.stderr.decode("utf-8", "backslashreplace"))


def tree(folder: Path) -> list[str]:
    """All files and folders under `folder`."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))
