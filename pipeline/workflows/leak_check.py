"""What becomes of test documents that training texts hold too: the run stops, unless it was told otherwise."""

from collections.abc import Callable, Sequence
from typing import Final

from pipeline.errors import AnnotationError
from pipeline.evaluation.leaks import Leak, Repeated

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


def tell_repeated(repeated: Repeated, progress: Callable[[str], None]) -> None:
    """Say so where more than a few of the sentences to score on stand in the training texts word for word."""
    if repeated.share > _MANY:
        progress(
            f"{repeated.share:.0%} of the sentences to score on ({repeated.repeated} of {repeated.sentences}) stand "
            "word for word in the training texts, numbers aside: scores on new texts are likely to be lower"
        )
