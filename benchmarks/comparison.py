"""How long `pipeline compare` takes, and how much memory, once the documents are analysed.

    python benchmarks/comparison.py reports.jsonl       # or documents, or a folder that `pipeline analyze` wrote

Documents are analysed first, into a temporary folder; that time is printed apart. What is compared is then read from
the analysis files in a process of its own, so that its peak of memory is that of the comparison alone.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.domain.analysis import Analysis
from pipeline.workflows.batch import analyze_paths, save
from pipeline.workflows.compare import Settings, compare_paths, save_comparison


def compare_alone(folder: Path) -> None:
    """Compare the analyses in a folder; print what it took."""
    begin = time.perf_counter()
    comparison = compare_paths([folder], settings=Settings(), failed=lambda failure: print("failed:", failure.error))
    if comparison is None:
        raise SystemExit("nothing was compared")
    compared = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        files = save_comparison(comparison, Path(out) / "comparison")
        size = sum(file.stat().st_size for file in files)
    end = time.perf_counter()
    records = [record for part in comparison.parts for record in part.records]
    print(f"documents        {len(records):>10,}")
    print(f"sentences        {sum(r.sentences for r in records):>10,}")
    print(f"recommendations  {sum(len(r.recommendations) for r in records):>10,}")
    print(f"compare          {compared - begin:>10.1f} s")
    print(f"write            {end - compared:>10.1f} s   {size / 2**20:.1f} MiB in {len(files)} files")
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:>10.0f} MiB")


def main() -> None:
    """Analyse what is named, then compare it."""
    if sys.argv[1:2] == ["--analysed"]:
        compare_alone(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as place:
        begin = time.perf_counter()
        given = [Path(name) for name in sys.argv[1:]]
        if len(given) == 1 and given[0].is_dir() and list(given[0].glob("*.analysis.json")):
            folder = given[0]
        else:
            folder = Path(place)
            for item in analyze_paths(given):
                if isinstance(item, Analysis):
                    save(item, folder, ["json"])
            print(f"analyse          {time.perf_counter() - begin:>10.1f} s")
        sys.stdout.flush()
        subprocess.run([sys.executable, __file__, "--analysed", folder], check=True)


if __name__ == "__main__":
    main()
