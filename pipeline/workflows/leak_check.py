"""What becomes of test documents that training texts hold too: the run stops, unless it was told otherwise."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from typing import Final

from pipeline.errors import AnnotationError
from pipeline.evaluation.leaks import Leak, Sentences
from pipeline.evaluation.repetition import Repeated, repeated_sentences

_NAMED: Final = 5
_MANY: Final = 0.1  # share of sentences


def refuse_leaks(
    leaks: Sequence[Leak], where: str, *, allowed: bool, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Stop where there are leaks; where they are allowed, say that there are.

    Raises:
        AnnotationError: naming the documents and the remedy.
    """
    if not leaks:
        return
    named = ", ".join(f"{leak.document} (as {leak.like}, {leak.share:.0%})" for leak in leaks[:_NAMED])
    more = f" and {len(leaks) - _NAMED} more" if len(leaks) > _NAMED else ""
    count = len({leak.document for leak in leaks})
    what = f"{count} documents to score on stand in the training texts too: {named}{more}"
    if not allowed:
        remedy = "Take them out of one of the two; or score on them, and report them, with --allow-leaks"
        raise AnnotationError(what, where=where, remedy=remedy)
    progress(f"{where}: {what}")


def repeated_across(texts: Mapping[str, Sentences], folds: Sequence[AbstractSet[str]]) -> Repeated:
    """The sentences of the documents of each fold that those outside it repeat, all folds together.

    Args:
        texts: the sentences of all documents, by id.
        folds: ids of documents.
    """
    counts = [
        repeated_sentences((x for id, x in texts.items() if id not in fold), (texts[id] for id in fold if id in texts))
        for fold in folds
    ]
    return reduce(Repeated.plus, counts, Repeated(0, 0, 0))


def tell_repeated(repeated: Repeated, progress: Callable[[str], None]) -> None:
    """Say so where training texts repeat more than a few of the sentences to score on."""
    if repeated.share_alike > _MANY:
        progress(
            f"{repeated.share_alike:.0%} of the sentences to score on ({repeated.alike} of {repeated.sentences}) are "
            f"nearly the same as one of the training texts, {repeated.repeated} of them word for word but for numbers: "
            "scores on new texts are likely to be lower"
        )
