"""How long `pipeline compare` takes, and how much memory, once the documents are analysed.

    python benchmarks/comparison.py reports.jsonl       # or documents, or a folder that `pipeline analyze` wrote
    python benchmarks/comparison.py --invented 10000    # so many short analyses, made up

Of invented documents a few are analysed, and the others are these with words of the same length put for places and
things: what differs from document to document is what is recommended of what, and the year.

Documents are analysed first, into a temporary folder; that time is printed apart. What is compared is then read from
the analysis files in a process of its own, so that its peak of memory is that of the comparison alone.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pipeline.domain.analysis import Analysis
from pipeline.formats.analysis_json import analysis_bytes
from pipeline.source.read import Source
from pipeline.workflows.analyze import analyze_source
from pipeline.workflows.batch import analyze_paths, save
from pipeline.workflows.compare import Settings, compare_paths, save_comparison
from pipeline.workflows.models import load_model

PATTERN = "{date}_{region}_{number}"  # of the names of invented documents
PATTERNS = 20
PLACES = [a + b for a in "云青白石临安平和" for b in "溪岭州山河镇原港湖川"]
KINDS = ("公交", "社区", "河道", "乡村", "路侧", "农田", "渔港", "小学", "地下", "旧楼", "山林", "渡口", "集市", "校车")
GOODS = ("线路班次", "养老床位", "护岸工程", "医务人员", "停车泊位", "灌溉水渠", "停泊收费", "食堂补贴", "管网巡查")
THINGS = [kind + goods for kind in KINDS for goods in GOODS]
CALLS = (
    *("应当扩大{t}的覆盖面。", "必须压减{t}的开支。", "鼓励居民参与{t}的管理。", "探索对{t}分档收费。"),
    *("应当建立{t}的巡查制度。", "必须公布{t}的年度账目。", "应当增加{t}的投入。", "由{p}财政局牵头修订{t}管理办法。"),
)


def invent(folder: Path, count: int) -> None:
    """Write the analyses of `count` made-up documents into a folder."""
    draw = random.Random(1)
    patterns = [analysis_bytes(made).decode() for made in analysed(draw)]
    for number in range(count):
        data = patterns[number % PATTERNS]
        for old, new in zip(THINGS[:4], draw.sample(THINGS[4:], 4), strict=True):
            data = data.replace(old, new)
        year, place = str(draw.randint(1980, 2023)), draw.choice(PLACES[1:])
        data = data.replace(PLACES[0], place).replace("1066", year)
        id = f"{year}_{place}_{number:06d}"
        old_id, old_hash = f"p{number % PATTERNS:02d}", text_hash(number % PATTERNS)
        data = data.replace(f'"{old_id}', f'"{id}', 2).replace(old_hash, sha256(id.encode()).hexdigest())
        (folder / f"{id}.analysis.json").write_text(data, "utf-8")


def text_hash(number: int) -> str:
    """Stands for the hash of a pattern until its copies have theirs."""
    return sha256(str(number).encode()).hexdigest()


def analysed(draw: random.Random) -> Iterator[Analysis]:
    """The documents that the others are made of."""
    model = load_model()
    for number in range(PATTERNS):
        p, calls = PLACES[0], draw.sample(CALLS, 4)
        text = "\n".join(
            [
                *(f"1066年{p}工作安排", "", "一、情况"),
                *(f"{t}关系到居民的日常生活。去年{p}为{t}支出{draw.randint(3, 900)}万元。" for t in THINGS[:2]),
                "二、任务",
                *(f"（{n}）{call.format(t=t, p=p)}" for n, call, t in zip("一二三四", calls, THINGS[:4], strict=True)),
            ]
        )
        source = Source(f"p{number:02d}.txt", text, text_hash(number), "utf-8")
        yield analyze_source(source, id=f"p{number:02d}", model=model)


def compare_alone(folder: Path, pattern: str | None) -> None:
    """Compare the analyses in a folder, whose names may tell dates and regions; print what it took."""
    begin = time.perf_counter()
    settings = Settings(name_pattern=pattern)
    comparison = compare_paths([folder], settings=settings, failed=lambda failure: print("failed:", failure.error))
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
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"processor        {used.ru_utime + used.ru_stime:>10.1f} s   of one core")
    print(f"peak memory      {used.ru_maxrss / 2**10:>10.0f} MiB")


def main() -> None:
    """Analyse what is named, or make it up, then compare it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--invented", type=int, metavar="N", help="make up N short analyses")
    parser.add_argument("--pattern", help="what names of files say, as --name-pattern of the command")
    parser.add_argument("--analysed", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.analysed:
        compare_alone(given.paths[0], given.pattern)
        return
    with tempfile.TemporaryDirectory() as place:
        begin = time.perf_counter()
        folder, pattern = Path(place), given.pattern
        if given.invented:
            invent(folder, given.invented)
            pattern = pattern or PATTERN
            print(f"invent           {time.perf_counter() - begin:>10.1f} s")
        elif len(given.paths) == 1 and given.paths[0].is_dir() and list(given.paths[0].glob("*.analysis.json")):
            folder = given.paths[0]
        elif given.paths:
            for item in analyze_paths(given.paths):
                if isinstance(item, Analysis):
                    save(item, folder, ["json"])
            print(f"analyse          {time.perf_counter() - begin:>10.1f} s")
        else:
            parser.error("name documents, or say --invented N")
        sys.stdout.flush()
        options = ["--pattern", pattern] if pattern else []
        subprocess.run([sys.executable, __file__, "--analysed", folder, *options], check=True)


if __name__ == "__main__":
    main()
