"""Reads a collection as the brat server does and prints what it finds, as JSON.

A program of its own, for brat's modules have names like `config` and `common`: python brat_itself.py SOURCE COLLECTION
"""

import json
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace


def main(source: str, root: str) -> None:
    sys.path.insert(0, source)
    sys.modules["config"] = SimpleNamespace(BASE_DIR=root, DATA_DIR=root, WORK_DIR=root, DEBUG=False)
    import annotation
    import projectconfig
    import verify_annotations

    def text_of(path):
        return Path(path).read_bytes().decode("utf-8")

    # It asks for universal newlines by a letter that Python has since dropped.
    projectconfig.open_textfile = lambda path, mode="r": StringIO(text_of(path))
    annotation.PROGRAMMATIC = True
    found = {}
    for path in sorted(Path(root).rglob("*.ann")):
        text = text_of(path.with_suffix(".txt"))
        annotations = annotation.TextAnnotations(text=text, source=text_of(path), read_only=True)
        configuration = projectconfig.ProjectConfiguration(str(path.parent))
        messages = annotations.get_messages()
        issues = verify_annotations.verify_annotation(annotations, configuration)
        found[path.relative_to(root).as_posix()] = {
            "problems": [
                *(f"line {number + 1}" for number in annotations.failed_lines),
                *map(str, (*messages.errors, *messages.warnings)),
                *(issue.human_readable_str() for issue in issues),
            ],
            "marks": [[t.id, t.type, t.first_start(), t.last_end()] for t in annotations.get_textbounds()],
            "relations": [[r.type, r.arg1, r.arg2] for r in annotations.get_relations()],
            "notes": [c.get_text() for c in annotations.get_oneline_comments() if c.type == "AnnotatorNotes"],
            "shown": {t: configuration.preferred_display_form(t) for t in configuration.get_entity_types()},
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
