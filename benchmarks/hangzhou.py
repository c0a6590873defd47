"""Score the shipped model on a real article that it was not trained on.

Run from the repository: `python benchmarks/hangzhou.py`. The article is somebody else's and is not shipped; it is
looked for in ../shared/articles, and the labels (offsets only) are attached to it by hash. Sentences are the program's.

The article is no clean held-out text: the rules were built with it at hand, and the writers of the corpus had read it.
"""

import sys
from pathlib import Path

from pipeline.evaluation.metrics import accuracy, label_scores, macro_f1
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.workflows.analyze import analyze_file

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = ROOT.parent / "shared" / "articles" / "hangzhou-integration.txt"


def main() -> None:
    """Print scores of roles, parents and structure against one annotator."""
    if not ARTICLE.is_file():
        sys.exit(f"skipped: {ARTICLE} is not here")
    text = ARTICLE.read_text(encoding="utf-8")
    gold = read_annotation(ROOT / "annotations" / "labels" / "founders" / "hangzhou-integration.jsonl", text=text)
    found = analyze_file(ARTICLE)
    by_span = {(s.start, s.end): i for i, s in enumerate(found.document.sentences)}
    pairs = [(s, by_span[s.start, s.end]) for s in gold.sentences if (s.start, s.end) in by_span]
    print(f"sentences: {len(gold.sentences)} gold, {len(by_span)} found, {len(pairs)} alike")
    labels = [s.role for s, _ in pairs]
    predicted = [found.roles[i].role for _, i in pairs]
    print(f"roles: accuracy {accuracy(labels, predicted):.3f}, macro-F1 {macro_f1(labels, predicted):.3f}")
    for name, score in label_scores(labels, predicted).items():
        print(f"  {name}: F1 {score.f1:.3f} ({score.support})")
    span_of = {s.id: (s.start, s.end) for s in found.document.sentences}
    parent = {r.source: span_of[r.target] for r in found.relations}
    gold_span = {s.id: (s.start, s.end) for s in gold.sentences}
    right = sum(
        parent.get(found.document.sentences[i].id) == (gold_span[s.parent] if s.parent else None) for s, i in pairs
    )
    print(f"parents: {right / len(pairs):.3f}")
    stages = dict(zip(((s.start, s.end) for s in found.document.sections), found.stages, strict=True))
    same = sum(stages.get((s.start, s.end)) == s.stage for s in gold.sections)
    print(f"stages of sections: {same} of {len(gold.sections)}")
    for group in found.groups:
        details = [len(m.details) for m in group.measures]
        print(f"group {group.id}: {len(group.measures)} measures, details {details}, grounds {len(group.grounds)}")
    print("damage:", [(d.start, d.end, d.repair) for d in found.document.damage if d.kind == "encoding"])


if __name__ == "__main__":
    main()
