"""How long the command takes from a cold start, against importing spaCy, scikit-learn and pandas.

Run from anywhere, in an environment that has the package and those three: `python benchmarks/startup.py`.
Each command runs once to warm the disk cache and 7 times for the median, the commands in turn, so that a busy moment of
the machine touches all of them. The goals: `--help` under a third of the import, `analyze` under the whole of it.
"""

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 7
ARTICLE = Path(__file__).resolve().parents[1] / "annotations" / "texts" / "zh" / "zh-cold-chain.txt"
PIPELINE = (sys.executable, "-c", "from pipeline.cli.app import main; main()")
BASELINE = "import spacy, sklearn, pandas"


def seconds(command: Sequence[str]) -> float:
    """Wall-clock time of one run.

    Raises:
        CalledProcessError: the command failed.
    """
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def main() -> None:
    """Print the median of each command, and its ratio to the import."""
    missing = [name for name in ("spacy", "sklearn", "pandas") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"skipped: {', '.join(missing)} not installed, nothing to compare with")
    with tempfile.TemporaryDirectory() as out:
        commands = {
            "python -c pass": (sys.executable, "-c", "pass"),
            BASELINE: (sys.executable, "-c", BASELINE),
            "pipeline --help": (*PIPELINE, "--help"),
            "pipeline analyze --format json": (*PIPELINE, "analyze", str(ARTICLE), "--format", "json", "--out", out),
            "pipeline analyze": (*PIPELINE, "analyze", str(ARTICLE), "--out", out),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(ROUNDS + 1):
            for name, command in commands.items():
                taken = seconds(command)
                if turn:  # the first one warms up
                    times[name].append(taken)
    baseline = median(times[BASELINE])
    print(f"medians of {ROUNDS}, Python {sys.version.split()[0]}")
    for name, taken_times in times.items():
        print(f"{median(taken_times):7.3f} s  {median(taken_times) / baseline:5.2f} ×  {name}")


if __name__ == "__main__":
    main()
